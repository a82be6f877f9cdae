using System.Reflection;
using Distribution.Contracts;
using Distribution.Contracts.Rules;
using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Architecture.Tests;

/// <summary>What others rely on changes only on purpose: routes, messages, stored events, the store's words.</summary>
[Collection(nameof(Applications))]
public sealed class ApprovedSurface
{
    private static readonly Assembly[] Services =
        [typeof(Packages.Program).Assembly, typeof(TaskScheduling.Program).Assembly, typeof(IdGroupPolicy.Program).Assembly, typeof(Reporting.Program).Assembly, typeof(Proxy.Program).Assembly];

    [Fact]
    public async Task Routes() => (await OfEachAsync(application => application.Services.GetRequiredService<StatedRoutes>().Mapped)).ShouldBeApproved("routes");

    /// <summary>Each route with the permission that it asks for and the roles that give it.</summary>
    [Fact]
    public async Task Permissions()
    {
        (await OfEachAsync(application => application.Services.GetRequiredService<StatedRoutes>().Unstated)).ShouldBeEmpty("Permissions.cs says of each route who may use it");
        var stated = await OfEachAsync(application =>
        {
            var routes = application.Services.GetRequiredService<StatedRoutes>();
            // What is stated and not mapped any more is left over, and would open a later route of that name.
            routes.Permissions!.All.Select(s => s.Route).Except(routes.Mapped).ShouldBeEmpty();
            return routes.Permissions.All.Select(s => $"{s.Route} {s.Permission}{(s.Permission is RoutePermissions.Open or RoutePermissions.AnyCaller
                ? ""
                : $": {string.Join(' ', Roles.All.Where(role => routes.Permissions.Grants(role, s.Permission)).Order(StringComparer.Ordinal))}")}");
        });
        stated.ShouldBeApproved("permissions");
    }

    private static async Task<List<string>> OfEachAsync(Func<WebApplication, IEnumerable<string>> lines)
    {
        await using var applications = new Applications();
        return [.. applications.All.SelectMany(application => lines(application.Built).Select(line => $"{application.Name} {line}").Distinct().Order(StringComparer.Ordinal))];
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
}
