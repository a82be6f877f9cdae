using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Distribution.ServiceDefaults;

/// <summary>
/// How far the publisher is behind. A publisher that fails makes the service degraded and not unready: what is appended
/// waits in the log, and the broker has a check of its own.
/// </summary>
internal sealed class PublisherHealth(IDocumentSession session, PublisherState state) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var lag = await PublisherLag.ReadAsync(session, limit.Token);
        var data = new Dictionary<string, object> { ["lag"] = lag.Events, ["head"] = lag.Head, ["place"] = lag.Place };
        return state.Fault is { } fault
            ? HealthCheckResult.Degraded($"The last attempt failed: {fault}", data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
