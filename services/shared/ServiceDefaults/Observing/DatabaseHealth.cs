using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Distribution.ServiceDefaults;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(IDocumentSession session) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        await session.QueryAsync<int>("select 1", limit.Token);
        return HealthCheckResult.Healthy();
    }
}
