using Distribution.Proxy.Access.ApiKeys;
using Distribution.Proxy.Access.Callers;
using Distribution.Proxy.Access.OpenIdConnect;
using Distribution.Proxy.Access.People;
using Distribution.Proxy.Access.Sessions;

namespace Distribution.Proxy.Access;

/// <summary>People, API keys and sessions: all that the gateway itself keeps.</summary>
internal static class AccessRegistration
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.AddQuietStore(
            options =>
            {
                options.Schema.For<SessionUse>();
                options.Schema.For<SignInUnderWay>();
                options.Projections.Add<PersonProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<ApiKeyProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<SessionProjection>(ProjectionLifecycle.Inline);
            },
            [GetPeople.Index, GetApiKeys.OwnerIndex]);
        builder.Services.AddSingleton(builder.Configuration.GetSection("Access").Get<AccessSettings>() ?? new AccessSettings());
        builder.Services.AddSingleton(builder.Configuration.GetSection("Access:OpenIdConnect").Get<ProviderSettings>() ?? new ProviderSettings());
        builder.Services.AddSingleton<Provider>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<GuessLimit>();
        builder.Services.AddSingleton<PasswordCheck>();
        builder.Services.AddSingleton<SessionCookie>();
        builder.Services.AddSingleton<CrossSite>();
        builder.Services.AddScoped<HeldSession>();
        builder.Services.AddScoped<BeginSession>();
        builder.Services.AddHostedService<SweepSessions>();
        builder.Services.AddSingleton<FirstAdministrator>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FirstAdministrator>());
        builder.Services.AddHealthChecks().AddCheck<FirstAdministrator>("access");
    }

    public static void MapAccess(this WebApplication app)
    {
        app.MapSignIn();
        app.MapSignInAtProvider();
        app.MapGetSession();
        app.MapChangePassword();
        app.MapAddPerson();
        app.MapChangePerson();
        app.MapGetPeople();
        app.MapIssueApiKey();
        app.MapGetApiKeys();
    }
}
