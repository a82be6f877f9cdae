using Distribution.Proxy.Access;
using Distribution.Proxy.Access.Callers;

namespace Distribution.Proxy;

/// <summary>The one place that registers: reading it lists what the gateway does to a request, in order.</summary>
public static class Program
{
    /// <summary>Runs the gateway until it is told to stop.</summary>
    public static Task<int> Main(string[] args) => ServiceProgram.RunAsync(args, Build);

    /// <summary>The gateway, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        // Its readiness asks no service: while one of them is down, the others and the dashboard are still worth reaching.
        builder.AddServiceDefaults("gateway");
        builder.AddServiceRoutes();                     // appsettings.json says which paths go to which service
        builder.AddTrustedProxies();
        builder.AddAccess();
        builder.AddRequestLimit();
        builder.AddDashboard();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseTrustedProxies();                        // before anybody asks from where a request comes
        var permissions = Permissions.Of(app.Configuration);
        app.UseServiceDefaults(permissions, Permissions.Scopes(permissions), FindsCallers.FindAsync);
        app.UseRateLimiter();                           // by who calls
        app.MapAccess();
        app.MapApiDocs();
        app.MapListAudit("/api/audit/gateway");
        app.MapServiceRoutes();
        app.MapDashboard();
        return app;
    }
}
