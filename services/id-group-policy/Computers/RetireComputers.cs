namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Removes computers that have not been heard of for longer than the setting Retirement:AfterDays (none: never). Every replica may do
/// it: what one has removed, the other finds removed.
/// </summary>
internal sealed class RetireComputers(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock, ILogger<RetireComputers> logger)
    : BackgroundService
{
    private const int Page = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private readonly int _days = DaysOf(configuration);

    /// <summary>After how many days without a sign a computer is removed; 0 is never.</summary>
    public static int DaysOf(IConfiguration configuration) => configuration.Whole("Retirement:AfterDays", 0, least: 0, most: 36_500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_days == 0)
            return;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RetireAsync(_days, stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it was, the next hour tries again.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogWarning(fault, "Absent computers are looked for again in an hour.");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Removes all that are due, page by page.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RetireAsync(int days, CancellationToken ct)
    {
        for (var retired = 0; ; retired += Page)
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
            var now = clock.GetUtcNow();
            var due = await session.QueryAsync<Guid>(
                "select id from mt_doc_presence where (data ->> 'Seen')::bigint < ? order by (data ->> 'Seen')::bigint limit ?",
                ct, now.AddDays(-days).ToUnixTimeMilliseconds(), Page);
            var fetch = session.CreateBatchQuery();
            var reads = due.Select(id => fetch.Events.FetchForWriting<Computer>(id)).ToList();
            await fetch.Execute(ct);
            foreach (var computer in await Task.WhenAll(reads))
                computer.AppendMany(Computer.Remove(computer.Aggregate, now, $"Not seen for {days} days."));
            foreach (var id in due)
                session.Delete<Presence>(id);
            await session.SaveChangesAsync(ct);
            if (due.Count < Page)
                return retired + due.Count;
        }
    }
}
