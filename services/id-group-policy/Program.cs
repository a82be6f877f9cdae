using Distribution.Contracts.Rules.Trust;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Conditions;
using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Policies;
using Distribution.IdGroupPolicy.Search;
using Distribution.IdGroupPolicy.Security;

namespace Distribution.IdGroupPolicy;

/// <summary>The one place that registers: reading it lists every endpoint, consumer and projection.</summary>
public static class Program
{
    /// <summary>Runs the service until it is told to stop.</summary>
    public static Task<int> Main(string[] args) => ServiceProgram.RunAsync(args, Build);

    /// <summary>The service, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("id-group-policy");
        JudgeSettings(builder.Configuration);
        var signing = ServiceSigning.Open(name => builder.Configuration[name], TrustRoles.Computers);
        builder.Services.AddSingleton(signing);
        builder.Services.AddSingleton<SignSent>((command, urn, at, body) => signing.HeadersOf(Guid.Parse(command.RoutingKey), urn, at, body.Span));
        builder.AddStore(
            options =>
            {
                options.Schema.For<Presence>();
                options.Schema.For<SoftwareKeys>();
                options.Schema.For<KnownSoftware>();
                options.Projections.Add<ComputerProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<EnrolmentKeyProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<GroupProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<GroupNameProjection>(ProjectionLifecycle.Live);
                options.Projections.Add<NestingProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<MembershipProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<PolicyProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<PolicyBookProjection>(ProjectionLifecycle.Live);
                options.Projections.Add<SecurityPolicyProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<ComplianceProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<CountermeasureProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<RegisteredPackageProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<GroupComplianceProjection>(ProjectionLifecycle.Live);
                options.Projections.Add<KnownInventoryProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<AssetsProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<SearchedComputerProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<GroupConditionProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<SavedSearchProjection>(ProjectionLifecycle.Inline);
            },
            Messages.ToOutgoing,
            indexes:
            [
                GetComputers.Index, CountComputers.Index, GetAbsentComputers.Index, GetGroups.Index, GetMembers.GroupIndex, GetMembers.ComputerIndex,
                GetPolicies.Index, GetSecurityPolicies.Index, GetCompliance.PolicyIndex, GetCompliance.ComputerIndex,
                SoftwareKeys.Function, SoftwareKeys.Index, SoftwareKeys.Gathered, RecordInventories.Compression, .. KnownSoftware.Indexes, .. SearchSql.Indexes, SaveSearch.Index,
            ]);
        builder.AddBus(bus =>
        {
            bus.AddConsumer<CutOffComputers>();
            bus.AddConsumer<EmptyRemovedGroups>();
            bus.AddConsumer<EndMembershipsOfRemovedComputers>();
            bus.AddBatchConsumer<EndStrayMemberships>();
            bus.AddConsumer<FollowNesting>();
            bus.AddBatchConsumer<FollowNestedMembers>();
            bus.AddBatchConsumer<ApplyPolicies>();
            bus.AddConsumer<CarryOutApplications>();
            bus.AddConsumer<ForgetInventories>();
            bus.AddBatchConsumer<FollowConditions>();
            bus.AddConsumer<ApplyGroupCondition>();
            bus.AddBatchConsumer<JudgeChangedComputers>();
            bus.AddConsumer<FollowSecurityPolicies>();
            bus.AddConsumer<KnowPackages>();
            bus.AddBatchConsumer<EndCountermeasures>();
        });
        builder.AddServedQueues(RecordContacts.Queue, RecordInventories.Queue);
        builder.AddFigures(Presence.Online);
        builder.Services.AddSingleton<AgentBroker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AgentBroker>());
        builder.Services.AddSingleton<BrokerManagement>();
        builder.Services.AddHostedService<RecordContacts>();
        builder.Services.AddHostedService<RetireComputers>();
        builder.Services.AddSingleton<StoredSoftware>();
        builder.Services.AddHostedService<RecordInventories>();
        builder.Services.AddHostedService<CompleteSearch>();
        builder.Services.AddSingleton<KeyTurns>();
        builder.Services.AddScoped<Enrolment>();
        builder.Services.AddScoped<OwnSessions>();
        builder.Services.AddScoped<NestedMembers>();
        builder.Services.AddScoped<Joinings>();
        builder.Services.AddScoped<ConditionedMembers>();
        builder.Services.AddSingleton<PresentConditions>();
        builder.Services.AddSingleton<PresentPolicies>();
        builder.Services.AddScoped<JudgeSecurity>();
        builder.Services.AddHostedService<CountCompliance>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<GuessLimit>();

        var app = builder.Build();
        app.UseServiceDefaults(Permissions.Routes, Scopes.Routes);

        app.MapCreateEnrolmentKey();
        app.MapRevokeEnrolmentKey();
        app.MapGetEnrolmentKeys();
        app.MapEnrolComputer();
        app.MapGetRoots();
        app.MapAuthorizeAtBroker();
        app.MapRotateSecret();
        app.MapOrderNewSecret();
        app.MapLiftFence();
        app.MapNameRelay();
        app.MapRemoveComputer();
        app.MapGetAbsentComputers();
        app.MapGetComputers();
        app.MapCountComputers();

        app.MapGetInventory();
        app.MapGetSoftwareHistory();
        app.MapSetAssets();
        app.MapImportAssets();

        app.MapCreateGroup();
        app.MapEditGroup();
        app.MapRemoveGroup();
        app.MapGetGroups();
        app.MapAddMember();
        app.MapRemoveMember();
        app.MapGetMembers();
        app.MapImportMembers();
        app.MapNestGroup();
        app.MapSelfRegistration();
        app.MapRegisterInGroup();

        app.MapGroupConditions();
        app.MapSavedSearches();

        app.MapSetPolicy();
        app.MapRemovePolicy();
        app.MapGetPolicies();
        app.MapPreviewPolicy();
        app.MapStartApplication();
        app.MapPolicyDocuments();

        app.MapSetSecurityPolicy();
        app.MapGetSecurityPolicies();
        app.MapGetCompliance();
        app.MapCountPolicies();
        app.MapGroupCompliance();
        return app;
    }

    // What is read only when it is needed would otherwise be found wrong by whoever needs it.
    private static void JudgeSettings(IConfiguration settings)
    {
        _ = RetireComputers.DaysOf(settings);
        _ = CutOffComputers.BrokerRemembersOf(settings);
        _ = AgentBroker.GivenAddress(settings);
        _ = BrokerManagement.AddressOf(settings);
    }
}
