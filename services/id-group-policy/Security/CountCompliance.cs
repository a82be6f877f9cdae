namespace Distribution.IdGroupPolicy.Security;

/// <summary>Counts once an hour how each group stands to each policy that is assigned to it.</summary>
internal sealed class CountCompliance(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CountCompliance> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Counts all of them.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        foreach (var policy in await session.QueryAsync<SecurityPolicy>(GetSecurityPolicies.All, ct))
        {
            foreach (var group in policy.GroupIds)
            {
                var counted = await GroupCompliances.CountAsync(session, policy.Id, group, clock.GetUtcNow(), ct);
                var stream = await session.Events.FetchForWriting<GroupCompliance>(GroupCompliance.StreamOf(policy.Id, group), ct);
                stream.AppendMany(GroupCompliance.Count(stream.Aggregate, counted));
                await session.SaveChangesAsync(ct);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            // Another replica may be counting too, and the database may be away: an hour later is soon enough.
#pragma warning disable CA1031
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogWarning("Compliance was not counted: {Reason}", fault.Message);
            }
        }
    }
}

internal static class GroupCompliances
{
    public static void MapGroupCompliance(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/security-policies/{id:guid}/groups/{groupId:guid}/compliance", async (
            Guid id, Guid groupId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
            TypedResults.Ok(await CountAsync(session, id, groupId, clock.GetUtcNow(), ct))).WithName("GetGroupCompliance").WithSummary("How many members of an ID group keep a security policy.");

        routes.MapGet("/security-policies/{id:guid}/groups/{groupId:guid}/compliance/history", async (
            Guid id, Guid groupId, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after) is [var key] && long.TryParse(key, out var version) ? version : 0);
            var events = await session.Events.FetchStreamAsync(
                GroupCompliance.StreamOf(id, groupId), version: behind + size + 1, fromVersion: behind + 1, token: ct);
            var page = Paging.Of(events, size, e => [$"{e.Version}"]);
            return TypedResults.Ok(new Page<object>([.. page.Items.Select(e => e.Data)], page.Next));
        }).WithName("GetGroupComplianceHistory").WithSummary("The counts of an ID group over time.");
    }

    public static async Task<GroupComplianceCounted> CountAsync(IDocumentSession session, Guid policyId, Guid groupId, DateTimeOffset now, CancellationToken ct)
    {
        var counts = (await session.QueryAsync<StateCount>(
            """
            select jsonb_build_object('State', c.data ->> 'State', 'Computers', count(*))
            from mt_doc_membership m join mt_doc_compliance c on c.data ->> 'ComputerId' = m.data ->> 'ComputerId' and c.data ->> 'PolicyId' = ? and c.data ->> 'EndedAt' is null
            where m.data ->> 'GroupId' = ? and m.data ->> 'LeftAt' is null group by c.data ->> 'State'
            """,
            ct, policyId.ToString("D"), groupId.ToString("D"))).ToDictionary(count => count.State, count => count.Computers);
        return new(
            policyId, groupId, counts.GetValueOrDefault("Compliant"), counts.GetValueOrDefault("Violating"), counts.GetValueOrDefault("Suppressed"), now);
    }

    private sealed record StateCount(string State, long Computers);
}
