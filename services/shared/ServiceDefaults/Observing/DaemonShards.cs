using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Distribution.ServiceDefaults;

/// <summary>One projection or subscription as this replica knows it; a replica that does not lead knows only 'Waiting'.</summary>
internal sealed record DaemonShard(string Name, string State, long Position, long Lag, string? Fault);

/// <summary>How the daemon's projections and subscriptions are doing, as figures and in the readiness.</summary>
internal sealed class DaemonShards : IHealthCheck
{
    private readonly Func<IEnumerable<DaemonShard>> _read;

    public DaemonShards(Func<IEnumerable<DaemonShard>> read, IMeterFactory meters)
    {
        _read = read;
        meters.Create(Telemetry.Name).CreateObservableGauge(
            "distribution.daemon.lag",
            () => _read().Select(shard => new Measurement<long>(shard.Lag, new KeyValuePair<string, object?>("shard", shard.Name))),
            "{event}",
            "Events that a projection or the publisher has still to take.");
    }

    // Degraded and not unready: the other endpoints do their work, and another replica would fail in the same way.
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var shards = _read().ToList();
        var faults = shards.Where(shard => shard.Fault is not null).Select(shard => $"{shard.Name}: {shard.Fault}").ToList();
        var data = shards.ToDictionary(shard => shard.Name, shard => (object)new { shard.State, shard.Position, shard.Lag });
        return Task.FromResult(faults.Count == 0
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Degraded(string.Join(' ', faults), data: data));
    }
}
