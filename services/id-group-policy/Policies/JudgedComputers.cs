using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Reads what is known of computers, as far as it is judged.</summary>
internal static class JudgedComputers
{
    private const int Size = 1_000;

    /// <summary>These computers, but for those that have left.</summary>
    public static async Task<IReadOnlyList<ComputerFacts>> FactsAsync(
        this IDocumentSession session, Guid[] computerIds, SoftwareNames software, CancellationToken ct) =>
        await ToFactsAsync(session, await session.QueryAsync<Computer>("where id = any(?) and data ->> 'RemovedAt' is null", ct, computerIds), software, ct);

    /// <summary>All computers in the order of their ids, in pages of 1,000.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<ComputerFacts>> PagesAsync(
        OwnSessions sessions, Guid after, SoftwareNames software, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var (page, last) = await sessions.InScopeAsync(async session =>
            {
                var read = await session.QueryAsync<Computer>(
                    "where data ->> 'RemovedAt' is null and id > ? order by id limit ?", ct, after, Size);
                return (await ToFactsAsync(session, read, software, ct), read.Count < Size ? (Guid?)null : read[^1].Id);
            });
            if (page.Count > 0)
                yield return page;
            if (last is not { } next)
                yield break;
            after = next;
        }
    }

    // Policies do not ask who is online.
    private static Task<IReadOnlyList<ComputerFacts>> ToFactsAsync(
        IDocumentSession session, IReadOnlyList<Computer> computers, SoftwareNames software, CancellationToken ct) =>
        session.FactsOfAsync(computers, software, DateTimeOffset.MaxValue, ct);
}
