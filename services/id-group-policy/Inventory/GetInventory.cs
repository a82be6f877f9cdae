using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>What one computer consists of, with a page of its software.</summary>
/// <param name="ChangedAt">When it was found to be as it is; null, as are the facts, before the first inventory.</param>
/// <param name="Assets">The operator's own fields.</param>
public sealed record InventoryView(
    Guid ComputerId, DateTimeOffset? ChangedAt, InventoryFacts? Facts, IReadOnlyList<string> Updates, IReadOnlyDictionary<string, string> Assets,
    int SoftwareCount, Page<SoftwareItem> Software);

internal static class GetInventory
{
    public static void MapGetInventory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/computers/{id:guid}/inventory", async (Guid id, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after, keys: 5));
            if (await session.LoadAsync<Computer>(id, ct) is not { RemovedAt: null })
                throw new NotFoundException("computer", id);
            var known = await session.LoadAsync<KnownInventory>(KnownInventory.StreamOf(id), ct);
            var assets = await session.LoadAsync<Assets>(Assets.StreamOf(id), ct);
            var software = (known?.Software ?? []).Where(item => behind is null || InventoryDifference.ByName.Compare(item, From(behind)) > 0).Take(size + 1);
            return TypedResults.Ok(new InventoryView(
                id, known?.Facts is null ? null : known.ChangedAt, known?.Facts, known?.Updates ?? [], assets?.Fields ?? Assets.None,
                known?.Software.Count ?? 0, Paging.Of([.. software], size, Keys)));
        }).WithName("GetInventory").WithSummary("What a computer consists of, with a page of its software.");

    private static string[] Keys(SoftwareItem item) => [item.Name, item.Version, item.ProductCode ?? "", item.Architecture ?? "", item.Publisher ?? ""];

    private static SoftwareItem From(string[] keys) => new(keys[0], keys[1], keys[4], keys[2], keys[3]);
}
