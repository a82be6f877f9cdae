using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>What became of software on a computer.</summary>
public enum SoftwareEventKind
{
    /// <summary>It was there when the computer was looked at first.</summary>
    Found,
    Installed,
    Updated,
    Removed,
}

/// <summary>One thing that became of one piece of software on one computer.</summary>
/// <param name="PreviousVersion">Of updated software only.</param>
/// <param name="At">When it was found; it was done since the inventory before.</param>
public sealed record SoftwareEvent(DateTimeOffset At, SoftwareEventKind Kind, SoftwareItem Software, string? PreviousVersion);

internal static class GetSoftwareHistory
{
    private const int EventsAtOnce = 50;

    public static void MapGetSoftwareHistory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/computers/{id:guid}/software-history", async (Guid id, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Behind(after));
            if (await session.LoadAsync<Computer>(id, ct) is null)
                throw new NotFoundException("computer", id);
            var stream = await session.Events.FetchForWriting<KnownInventory>(KnownInventory.StreamOf(id), ct);
            var read = new List<Placed>();
            // From the newest back, a stretch of the stream at a time.
            for (var last = Math.Min(behind.Version, stream.CurrentVersion ?? 0); read.Count <= size && last > 0; last -= EventsAtOnce)
            {
                var events = await session.Events.FetchStreamAsync(
                    KnownInventory.StreamOf(id), version: last, fromVersion: Math.Max(1, last - EventsAtOnce + 1), token: ct);
                read.AddRange(events.Reverse().SelectMany(PlacedOf).Where(line => line.Version < behind.Version || line.Index > behind.Index));
            }

            var shown = Paging.Of([.. read.Take(size + 1)], size, line => [$"{line.Version}", $"{line.Index}"]);
            return TypedResults.Ok(new Page<SoftwareEvent>([.. shown.Items.Select(line => line.Event)], shown.Next));
        }).WithName("GetSoftwareHistory").WithSummary("What software came to a computer and left it.");

    /// <summary>What an event says of software, in one order.</summary>
    public static IEnumerable<SoftwareEvent> EventsOf(object data) => data switch
    {
        InventoryTaken e => e.Software.Select(item => new SoftwareEvent(e.TakenAt, SoftwareEventKind.Found, item, null)),
        InventoryChanged e => e.Installed.Select(item => new SoftwareEvent(e.ChangedAt, SoftwareEventKind.Installed, item, null))
            .Concat(e.Updated.Select(u => new SoftwareEvent(e.ChangedAt, SoftwareEventKind.Updated, u.To, u.From.Version)))
            .Concat(e.Removed.Select(item => new SoftwareEvent(e.ChangedAt, SoftwareEventKind.Removed, item, null))),
        _ => [],
    };

    private static (long Version, int Index) Behind(string? after) =>
        Paging.After(after, keys: 2) is not { } keys ? (long.MaxValue, -1)
        : long.TryParse(keys[0], out var version) && int.TryParse(keys[1], out var index) ? (version, index)
        : throw Validation.Broken("after", "This is not the 'next' of a page of this list.");

    private static IEnumerable<Placed> PlacedOf(IEvent e) => EventsOf(e.Data).Select((line, index) => new Placed(e.Version, index, line));

    private sealed record Placed(long Version, int Index, SoftwareEvent Event);
}
