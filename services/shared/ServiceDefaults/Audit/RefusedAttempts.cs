using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distribution.ServiceDefaults;

/// <summary>Keeps in the audit that somebody was refused. Of many alike one a minute: nobody fills the log by knocking.</summary>
public sealed class RefusedAttempts(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RefusedAttempts> logger)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string, string, string?), DateTimeOffset> _kept = new();

    /// <summary>Keeps one. That it could not be kept changes nothing for whoever is refused.</summary>
    /// <param name="caller">Who it was; of somebody who did not prove that, the name given.</param>
    /// <param name="action">The method and the route.</param>
    /// <param name="what">What was refused, such as 'SignInRefused'.</param>
    /// <param name="subject">What was asked for.</param>
    public async Task KeepAsync(Caller caller, string action, string what, string subject)
    {
        var now = clock.GetUtcNow();
        if (_kept.Count > MostKept)
            _kept.Clear();
        var key = (caller.Id, action, caller.Address);
        // Of many who come at once one goes on.
        if (!_kept.TryAdd(key, now) && !(_kept.TryGetValue(key, out var before) && now - before >= Pause && _kept.TryUpdate(key, now, before)))
            return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
            var id = Guid.CreateVersion7(now);
            session.Events.StartStream<ChangeAudit>(id, new ChangeAudited(
                id, caller.Id, caller.Name, caller.Kind.ToString(), caller.Address, caller.RequestId, action,
                [new("refusal", subject, null, [new(what, JsonSerializer.SerializeToElement(new { }))])], now));
            await session.SaveChangesAsync(CancellationToken.None);
        }
        // The database may be away; the refusal stands.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _kept.TryRemove(new(key, now));
            logger.LogWarning("A refused attempt of {Caller} could not be kept: {Reason}", caller.Name, fault.Message);
        }
    }
}
