using System.Text.Json;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>At the start: makes searchable what enrolled before there was a search, or lost what searches compare.</summary>
internal sealed class CompleteSearch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CompleteSearch> logger) : BackgroundService
{
    private const int Page = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Completes all computers, page by page; every replica may do it, and again.</summary>
    /// <returns>How many were not searchable.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        for (var (completed, last) = (0, Guid.Empty); ;)
        {
            var lacking = await InSessionAsync(session => session.QueryAsync<Guid>(
                """
                select c.id from mt_doc_computer c where c.id > ? and c.data ->> 'RemovedAt' is null
                    and not exists (select 1 from mt_doc_searched_computer s where s.id = c.id) order by c.id limit ?
                """,
                ct, last, Page));
            if (lacking.Count == 0)
                return completed;
            await CompleteAsync(lacking, ct);
            (completed, last) = (completed + lacking.Count, lacking[^1]);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunAsync(stoppingToken) is > 0 and var completed)
                    logger.LogInformation("{Computers} computers that no search found are searchable now.", completed);
                return;
            }
            // The database may not be there yet; whatever it is, searches find what they find meanwhile.
#pragma warning disable CA1031
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogWarning("Whether all computers are searchable is looked for again soon: {Reason}", fault.Message);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // What changes between the look and the write may find nothing to change yet, or be overwritten: so whoever wrote looks once more.
    private async Task CompleteAsync(IReadOnlyList<Guid> computerIds, CancellationToken ct)
    {
        var written = new Dictionary<Guid, string>();
        while (true)
        {
            var stale = await InSessionAsync(async session =>
            {
                var facts = await session.FactsAsync(computerIds, SoftwareNames.All, clock.GetUtcNow(), ct);
                var values = facts.Select(computer => (Facts: computer, Values: SearchedComputer.Of(computer))).ToList();
                var changed = values.Where(c => written.GetValueOrDefault(c.Facts.ComputerId) != JsonSerializer.Serialize(c.Values)).ToList();
                foreach (var (computer, searched) in changed)
                {
                    written[computer.ComputerId] = JsonSerializer.Serialize(searched);
                    session.Store(searched);
                    session.Store(SoftwareKeys.Of(computer.ComputerId, computer.Software));
                    session.Store<KnownSoftware>([.. computer.Software.Select(KnownSoftware.Of).DistinctBy(known => known.Id)]);
                }

                foreach (var removed in computerIds.Except(facts.Select(computer => computer.ComputerId)))
                {
                    session.Delete<SearchedComputer>(removed);
                    session.Delete<SoftwareKeys>(removed);
                }

                await session.SaveChangesAsync(ct);
                return changed.Count;
            });
            if (stale == 0)
                return;
        }
    }

    private async Task<T> InSessionAsync<T>(Func<IDocumentSession, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<IDocumentSession>());
    }
}
