using System.Globalization;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>One event of a package's life; the attributes are the whole ones from then on, null at the removal.</summary>
internal sealed record PackageChange(long Version, string What, DateTimeOffset At, string? CorrelationId, PackageAttributes? Attributes);

/// <summary>Everything that happened to a package, oldest first; readable after its removal too.</summary>
internal static class GetPackageHistory
{
    public static void MapGetPackageHistory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/packages/{id:guid}/history", async (Guid id, IDocumentSession session, string? after, int? limit, CancellationToken ct) =>
        {
            var most = Paging.Limit(limit);
            var last = Version(Paging.After(after));
            var events = await session.Events.FetchStreamAsync(id, version: last + most + 1, fromVersion: last + 1, token: ct);
            return events.Count > 0 || last > 0
                ? TypedResults.Ok(Paging.Of([.. events.Select(Describe)], most, change => [$"{change.Version}"]))
                : throw new NotFoundException("package", id);
        }).WithName("GetPackageHistory").WithSummary("What happened to a package.");

    private static long Version(string[]? after) =>
        after is not [var text] ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
        : throw Validation.Broken("after", "This is not the 'next' of a page of this list.");

    private static PackageChange Describe(IEvent e) => e.Data switch
    {
        PackageRegistered x => new(e.Version, "Registered", x.RegisteredAt, e.CorrelationId, x.Attributes),
        PackageEdited x => new(e.Version, "Edited", x.EditedAt, e.CorrelationId, x.Attributes),
        PackageRemoved x => new(e.Version, "Removed", x.RemovedAt, e.CorrelationId, null),
        _ => new(e.Version, e.EventTypeName, e.Timestamp, e.CorrelationId, null),
    };
}
