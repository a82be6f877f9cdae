using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>Reads what is known of computers now, many at once.</summary>
internal static class FactsOfComputers
{
    /// <summary>The facts of those of the computers that are on the platform, in no order. Five reads, however many they are.</summary>
    public static async Task<IReadOnlyList<ComputerFacts>> FactsAsync(
        this IDocumentSession session, IReadOnlyCollection<Guid> computerIds, DateTimeOffset now, CancellationToken ct) => await session.FactsOfAsync(
        await session.QueryAsync<Computer>("where id = any(?) and data ->> 'RemovedAt' is null", ct, computerIds.Distinct().ToArray()), true, now, ct);

    /// <summary>The facts of computers that were read, in their order.</summary>
    /// <param name="withSoftware">Whether software is asked for; else there is none.</param>
    public static async Task<IReadOnlyList<ComputerFacts>> FactsOfAsync(
        this IDocumentSession session, IReadOnlyList<Computer> computers, bool withSoftware, DateTimeOffset now, CancellationToken ct)
    {
        Guid[] ids = [.. computers.Select(computer => computer.Id)];
        var inventories = (await session.QueryAsync<KnownInventory>(
            withSoftware ? "where id = any(?)" : """select data || '{"Software":[]}' from mt_doc_known_inventory where id = any(?)""",
            ct, ids.Select(KnownInventory.StreamOf).ToArray())).ToDictionary(i => i.ComputerId);
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

    private static ComputerFacts Of(
        Computer computer, KnownInventory? inventory, Assets? assets, Presence? presence, IReadOnlyCollection<Guid> groups, DateTimeOffset now) => new(
        computer.Id, computer.Name, computer.OperatingSystem, computer.Architecture, computer.AgentVersion, inventory?.Facts, inventory?.Software ?? [],
        inventory?.Updates ?? [], assets?.Fields ?? Assets.None, groups, presence?.Current is null ? null : presence.SeenAt, presence?.IsOnline(now) ?? false,
        computer.RelaySince is not null);

    private sealed record Member(Guid ComputerId, Guid GroupId);
}
