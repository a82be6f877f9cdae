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
                while (await SweepAsync(stoppingToken) == AtOnce)
                {
                }
            }
            catch (Exception fault) when (fault is NpgsqlException or ConcurrencyException)
            {
                ComesAgain(logger, fault.Message);
            }
        }
    }

    /// <summary>Ends some of them, and says how many.</summary>
    internal async Task<int> SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var now = clock.GetUtcNow();
        // Their ids are in the order of their beginnings, and all live equally long.
        var over = await session.QueryAsync<Session>($"where id < ? order by id limit {AtOnce}", ct, Guid.CreateVersion7(now - settings.SessionLife));
        foreach (var each in over)
        {
            session.Events.Append(each.Id, new SessionEnded(each.Id, SessionEnd.Expired, now));
            session.Delete<SessionUse>(each.Id);
        }

        foreach (var left in await session.QueryAsync<SignInUnderWay>($"where (data ->> 'EndsAt')::timestamptz < ? limit {AtOnce}", ct, now))
            session.Delete<SignInUnderWay>(left.Id);
        await session.SaveChangesAsync(ct);
        return over.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions that are over could not be ended; it is tried again in an hour: {Reason}")]
    private static partial void ComesAgain(ILogger logger, string reason);
}
