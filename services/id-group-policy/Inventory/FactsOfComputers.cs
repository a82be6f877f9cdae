using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>Reads what is known of computers now, many at once.</summary>
internal static class FactsOfComputers
{
    private const string SomeSoftware =
        """
        select data || jsonb_build_object('Software', coalesce((
            select jsonb_agg(s.item order by s.place) from jsonb_array_elements(data -> 'Software') with ordinality s(item, place)
            where s.item ->> 'Name' = any(?) or s.item ->> 'Name' like any(?)), '[]'))
        from mt_doc_known_inventory where id = any(?)
        """;

    /// <summary>The facts of those of the computers that are on the platform, in no order. Five reads, however many they are.</summary>
    /// <param name="software">What is asked for; of the rest there is none.</param>
    public static async Task<IReadOnlyList<ComputerFacts>> FactsAsync(
        this IDocumentSession session, IReadOnlyCollection<Guid> computerIds, SoftwareNames software, DateTimeOffset now, CancellationToken ct) => await session.FactsOfAsync(
        await session.QueryAsync<Computer>("where id = any(?) and data ->> 'RemovedAt' is null", ct, computerIds.Distinct().ToArray()), software, now, ct);

    /// <summary>The facts of computers that were read, in their order.</summary>
    public static async Task<IReadOnlyList<ComputerFacts>> FactsOfAsync(
        this IDocumentSession session, IReadOnlyList<Computer> computers, SoftwareNames software, DateTimeOffset now, CancellationToken ct)
    {
        Guid[] ids = [.. computers.Select(computer => computer.Id)];
        var inventories = (await InventoriesAsync(session, [.. ids.Select(KnownInventory.StreamOf)], software, ct)).ToDictionary(i => i.ComputerId);
        var assets = (await session.QueryAsync<Assets>("where id = any(?)", ct, ids.Select(Assets.StreamOf).ToArray())).ToDictionary(a => a.ComputerId);
        var presences = (await session.QueryAsync<Presence>("where id = any(?)", ct, ids)).ToDictionary(presence => presence.Id);
        var groups = (await session.QueryAsync<Member>(
            """
            select jsonb_build_object('ComputerId', data -> 'ComputerId', 'GroupId', data -> 'GroupId') from mt_doc_membership
            where data ->> 'ComputerId' = any(?) and data ->> 'LeftAt' is null
            """,
            ct, (object)ids.Select(id => id.ToString("D")).ToArray())).ToLookup(member => member.ComputerId, member => member.GroupId);
        return
        [
            .. computers.Select(computer => Of(
                computer, inventories.GetValueOrDefault(computer.Id), assets.GetValueOrDefault(computer.Id), presences.GetValueOrDefault(computer.Id),
                [.. groups[computer.Id]], now)),
        ];
    }

    private static Task<IReadOnlyList<KnownInventory>> InventoriesAsync(IDocumentSession session, Guid[] ids, SoftwareNames software, CancellationToken ct) => software switch
    {
        { Exact: null } => session.QueryAsync<KnownInventory>("where id = any(?)", ct, ids),
        { IsNone: true } => session.QueryAsync<KnownInventory>("""select data || '{"Software":[]}' from mt_doc_known_inventory where id = any(?)""", ct, ids),
        _ => session.QueryAsync<KnownInventory>(SomeSoftware, ct, software.Exact, software.Documents, ids),
    };

    private static ComputerFacts Of(
        Computer computer, KnownInventory? inventory, Assets? assets, Presence? presence, IReadOnlyCollection<Guid> groups, DateTimeOffset now) => new(
        computer.Id, computer.Name, computer.OperatingSystem, computer.Architecture, computer.AgentVersion, inventory?.Facts, inventory?.Software ?? [],
        inventory?.Updates ?? [], assets?.Fields ?? Assets.None, groups, presence?.Current is null ? null : presence.SeenAt, presence?.IsOnline(now) ?? false,
        computer.RelaySince is not null);

    private sealed record Member(Guid ComputerId, Guid GroupId);
}
