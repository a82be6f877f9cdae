using Distribution.Contracts.Rules;
using Distribution.Packages.Catalogue;
using Distribution.Packages.Content;
using Distribution.Packages.Reading;
using Distribution.Packages.Upkeep;
using Distribution.Packages.Uploads;
using Distribution.ServiceDefaults;

namespace Distribution.Packages;

/// <summary>The one place that registers: reading it lists every endpoint, consumer and projection.</summary>
public static class Program
{
    /// <summary>Runs the service until it is told to stop.</summary>
    public static Task<int> Main(string[] args) => ServiceProgram.RunAsync(args, Build);

    /// <summary>The service, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("packages");
        builder.AddStore(
            options =>
            {
                options.Projections.Add<PackageProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<ListedPackageProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<CatalogueLinksProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<UsingTaskProjection>(ProjectionLifecycle.Inline);
                options.Schema.For<Upload>();
                options.Schema.For<ContentClaim>();
                options.Schema.For<ContentRemoval>();
                options.Schema.For<ContentCheckPlace>();
            },
            Messages.ToOutgoing,
            [.. PackageList.Indexes, PackageDecisions.Index, TasksInUse.Index, SweepUploads.Index, RemoveUnusedContent.ContentIndex, RemoveUnusedContent.IconIndex]);
        builder.AddBus(bus => bus.AddConsumer<TasksInUse>((_, consumer) => consumer.ConcurrentMessageLimit = 1));
        builder.Services.AddSingleton(ContentLinkKeys.Parse(builder.Configuration[ContentLinkKeys.Setting]));
        var content = builder.Configuration.Section("Content", new ContentSettings(), ContentSettings.Fault);
        builder.Services.AddSingleton(content);
        builder.Services.AddSingleton(new ContentStore(content.Bucket is { } bucket ? BucketBlobs.Of(bucket) : new FolderBlobs(content.Folder)));
        builder.Services.AddSingleton<ContentClaims>();
        builder.Services.AddSingleton(new SharedLocks(builder.Configuration.Database()));
        builder.Services.AddSingleton<ContentInspection>();
        builder.Services.AddSingleton<ContentChecks>();
        builder.Services.AddScoped<PackageDecisions>();
        builder.Services.AddSingleton<UploadScans>();
        builder.Services.AddSingleton<UploadEnd>();
        builder.Services.AddSingleton<SweepUploads>();
        builder.Services.AddSingleton<RemoveUnusedContent>();
        builder.Services.AddSingleton<CheckContent>();
        builder.Services.AddHostedService<UpkeepTurns>();
        builder.Services.AddHealthChecks().AddCheck<DamagedContentHealth>("content");
        builder.Services.AddSingleton<DamagedContentHealth>();

        var app = builder.Build();
        app.UseTusMethods();                            // first: who may use a route is asked of the route that was really meant
        app.UseServiceDefaults(Permissions.Routes, Scopes.Routes);
        app.MapPutContent();
        app.MapGetContent();
        app.MapGetContents();
        app.MapGetContentAttributes();
        app.MapGetPackageContent();
        app.MapTusOptions();
        app.MapCreateUpload();
        app.MapAppendToUpload();
        app.MapGetUpload();
        app.MapTerminateUpload();
        app.MapRegisterPackage();
        app.MapEditPackage();
        app.MapRemovePackage();
        app.MapGetPackages();
        app.MapGetFolders();
        app.MapGetPackageHistory();
        return app;
    }
}
