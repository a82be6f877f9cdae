using Distribution.Proxy.Access.OpenIdConnect;
using Npgsql;

namespace Distribution.Proxy.Access.Sessions;

/// <summary>Ends sessions whose time is over and that nobody signed out of, and forgets sign-ins from which nobody came back; once an hour.</summary>
internal sealed partial class SweepSessions(IServiceScopeFactory scopes, AccessSettings settings, TimeProvider clock, ILogger<SweepSessions> logger) : BackgroundService
{
    private const int AtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await SweepAsync(stoppingToken))
                {
                }
            }
            catch (Exception fault) when (fault is NpgsqlException or ConcurrencyException)
            {
                ComesAgain(logger, fault.Message);
            }
        }
    }

    /// <summary>Ends and forgets some of them, and says whether there may be more.</summary>
    internal async Task<bool> SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var now = clock.GetUtcNow();
        // Their ids are in the order of their beginnings, and all live equally long.
        var oldest = Guid.CreateVersion7(now - settings.SessionLife);
        var over = await session.QueryAsync<Session>($"where id < ? order by id limit {AtOnce}", ct, oldest);
        foreach (var each in over)
            session.Events.Append(each.Id, new SessionEnded(each.Id, SessionEnd.Expired, now));
        var unused = await session.QueryAsync<SessionUse>($"where id < ? order by id limit {AtOnce}", ct, oldest);
        foreach (var each in unused)
            session.Delete<SessionUse>(each.Id);
        var left = await session.QueryAsync<SignInUnderWay>($"where (data ->> 'EndsAt')::timestamptz < ? limit {AtOnce}", ct, now);
        foreach (var each in left)
            session.Delete<SignInUnderWay>(each.Id);
        await session.SaveChangesAsync(ct);
        return over.Count == AtOnce || unused.Count == AtOnce || left.Count == AtOnce;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions that are over could not be ended; it is tried again in an hour: {Reason}")]
    private static partial void ComesAgain(ILogger logger, string reason);
}
