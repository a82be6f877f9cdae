using Distribution.Packages.Content;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Distribution.Packages.Upkeep;

/// <summary>Damaged content makes the service degraded and not unready: everything else is served.</summary>
internal sealed class DamagedContentHealth(ContentStore store, TimeProvider clock) : IHealthCheck
{
    private const int MostNamed = 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);

    private (HealthCheckResult Result, long At)? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Probes come every few seconds; a bucket need not be listed for each.
        if (_last is { } last && clock.GetElapsedTime(last.At) < Lifetime)
            return last.Result;
        var damaged = await store.ListDamagedAsync(cancellationToken);
        var data = new Dictionary<string, object> { ["damaged"] = damaged.Take(MostNamed).Select(content => content.Sha256).ToArray() };
        var result = damaged.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{damaged.Count} contents are damaged and not served; uploading the same bytes again heals each.", data: data);
        _last = (result, clock.GetTimestamp());
        return result;
    }
}
