using Distribution.Contracts.Rules;
using Distribution.Packages.Catalogue;
using Distribution.Packages.Content;
using Distribution.Packages.Reading;
using Distribution.ServiceDefaults;

namespace Distribution.Packages;

/// <summary>The one place that registers: reading it lists every endpoint, consumer and projection.</summary>
public static class Program
{
    /// <summary>Runs the service until it is told to stop.</summary>
    public static Task Main(string[] args) => Build(args).RunAsync();

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
            },
            Messages.ToOutgoing,
            [.. PackageList.Indexes, PackageDecisions.Index, TasksInUse.Index]);
        builder.AddBus(bus => bus.AddConsumer<TasksInUse>((_, consumer) => consumer.ConcurrentMessageLimit = 1));
        builder.Services.AddSingleton(new ContentStore(new FolderBlobs(builder.Configuration["Content:Folder"] ?? "data/contents")));
        builder.Services.AddSingleton(ContentLinkKeys.Parse(builder.Configuration[ContentLinkKeys.Setting]));
        builder.Services.AddSingleton<ContentInspection>();
        builder.Services.AddSingleton<ContentChecks>();
        builder.Services.AddScoped<PackageDecisions>();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapPutContent();
        app.MapGetContent();
        app.MapGetContentAttributes();
        app.MapGetPackageContent();
        app.MapRegisterPackage();
        app.MapEditPackage();
        app.MapRemovePackage();
        app.MapGetPackages();
        app.MapGetFolders();
        app.MapGetPackageHistory();
        return app;
    }
}
