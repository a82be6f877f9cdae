using Distribution.Reporting.Audit;
using Distribution.Reporting.ComputerHistory;
using Distribution.Reporting.Digest;
using Distribution.Reporting.Export;
using Distribution.Reporting.Groups;
using Distribution.Reporting.Jobs;
using Distribution.Reporting.Overview;
using Distribution.Reporting.Packages;
using Distribution.Reporting.Rebuilding;
using Distribution.Reporting.Tables;
using Distribution.Reporting.TaskReports;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting;

/// <summary>The one place that registers: reading it lists every endpoint and consumer.</summary>
public static class Program
{
    /// <summary>Runs the service until it is told to stop.</summary>
    public static Task<int> Main(string[] args) => ServiceProgram.RunAsync(args, Build);

    /// <summary>The service, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("reporting");
        TableTypes.Register();
        var database = TableSets.Connection(builder.Configuration.Database());
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(database));
        builder.Services.AddHostedService<CreateTables>();          // before the bus: the first message finds its tables
        builder.Services.AddHealthChecks().AddCheck<TablesAnswer>("database");
        builder.Services.AddSingleton<ChangeFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChangeFeed>());
        builder.Services.AddHostedService<HearHistories>();
        builder.Services.AddSingleton(builder.Configuration.Section("Digest", new DigestSettings(), DigestSettings.Fault));
        builder.Services.AddHostedService<SendDigest>();
        builder.AddBus(bus =>
        {
            bus.AddBatchConsumer<RecordPackages>();
            bus.AddBatchConsumer<RecordComputers>();
            bus.AddBatchConsumer<RecordGroups>();
            bus.AddBatchConsumer<RecordMemberships>();
            bus.AddBatchConsumer<RecordTasks>();
            bus.AddBatchConsumer<RecordExecutions>();
            bus.AddBatchConsumer<RecordActions>();
            bus.AddBatchConsumer<RecordAudit>();
        });

        builder.AddFigures(ReportFigures.All);

        var app = builder.Build();
        app.UseServiceDefaults(Permissions.Routes, Scopes.Routes);
        app.MapGetTaskReports();
        app.MapGetTaskReport();
        app.MapGetTaskComputers();
        app.MapGetTaskComputer();
        app.MapGetTaskBreakdown();
        app.MapGetTaskGroups();
        app.MapGetGroupJobs();
        app.MapGetComputerJobs();
        app.MapGetPackageReports();
        app.MapGetComputerAsOf();
        app.MapGetAgentVersions();
        app.MapGetComputerHistory();
        app.MapGetOverview();
        app.MapGetAudit();
        app.MapFollowChanges();
        app.MapRebuildTables();
        app.MapExportLists();
        app.MapPrintTaskReport();
        return app;
    }
}
