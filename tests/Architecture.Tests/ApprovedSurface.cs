using System.Reflection;
using Distribution.Contracts;
using Distribution.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Distribution.Architecture.Tests;

/// <summary>What others rely on changes only on purpose: routes, messages, stored events, the store's words.</summary>
public sealed class ApprovedSurface
{
    private static readonly Assembly[] Services =
        [typeof(Packages.Program).Assembly, typeof(TaskScheduling.Program).Assembly, typeof(IdGroupPolicy.Program).Assembly, typeof(Reporting.Program).Assembly];

    [Fact]
    public async Task Routes()
    {
        using var folder = new TemporaryFolder("routes");
        string[] settings =
        [
            "--ConnectionStrings:Database=Host=127.0.0.1;Database=none", "--RabbitMq:Uri=amqp://127.0.0.1/none", $"--Content:Folder={folder.Path}", $"--Content:LinkKeys={ServiceUnderTest.LinkKey}",
            "--Services:Packages=http://packages", "--Services:TaskScheduling=http://task-scheduling",
            "--Services:IdGroupPolicy=http://id-group-policy", "--Services:Reporting=http://reporting", "--Logging:LogLevel:Default=None",
        ];
        (string Name, WebApplication Built)[] applications =
        [
            ("packages", Packages.Program.Build(settings)), ("task-scheduling", TaskScheduling.Program.Build(settings)),
            ("id-group-policy", IdGroupPolicy.Program.Build(settings)), ("reporting", Reporting.Program.Build(settings)), ("gateway", Proxy.Program.Build(settings)),
        ];
        var lines = applications
            .SelectMany(application => RoutesOf(application.Built).Select(route => $"{application.Name} {route}").Distinct().Order(StringComparer.Ordinal))
            .ToList();
        // Together at the end: a library that logs through a static field would meet the first one's end in the second.
        foreach (var (_, built) in applications)
            await built.DisposeAsync();
        lines.ShouldBeApproved("routes");
    }

    [Fact]
    public void Messages() => typeof(AgentQueue).Assembly.GetExportedTypes()
        .Where(type => type.Namespace!.EndsWith(".V1", StringComparison.Ordinal))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(Surface.Data)
        .ShouldBeApproved("messages");

    [Fact]
    public void Stored_events() => Services
        .SelectMany(service => StoredEvents.Of(service).Select(type => $"{service.GetName().Name} {Surface.Data(type)}"))
        .ShouldBeApproved("stored-events");

    [Fact]
    public void Store_api() => typeof(DocumentStore).Assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(Surface.Members)
        .ShouldBeApproved("store-api");

    private static IEnumerable<string> RoutesOf(IEndpointRouteBuilder application) =>
        from endpoint in application.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.DefaultIfEmpty("*") ?? ["*"]
        select $"{method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}";
}
