using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Distribution.ServiceDefaults;

/// <summary>Live: the process answers. Ready: the database, the broker, the daemon and the publisher do their work.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Answer });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Answer });
    }

    private static Task Answer(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            Status = report.Status.ToString(),
            Checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { Status = entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data }),
        },
        HouseJson.Options,
        context.RequestAborted);
}
