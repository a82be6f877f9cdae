using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Distribution.Proxy.Access;

/// <summary>
/// How many requests a minute each caller has: a script that runs wild slows itself down and nobody else. What asks for no caller (computers,
/// content by signed links, the dashboard's files) is not counted. Each replica counts for itself.
/// </summary>
internal static class RequestLimit
{
    private const string Setting = "Access:RequestsPerMinute";
    private const int Generous = 12_000;

    public static void AddRequestLimit(this WebApplicationBuilder builder)
    {
        var most = builder.Configuration.Whole(Setting, Generous, least: 0);
        builder.Services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                most > 0 && http.RequestServices.GetRequiredService<PresentCaller>().Value is { Id: var caller }
                    ? RateLimitPartition.GetFixedWindowLimiter(caller, _ => new() { PermitLimit = most, Window = TimeSpan.FromMinutes(1) })
                    : RateLimitPartition.GetNoLimiter(""));
            options.OnRejected = (rejected, _) => RefuseAsync(rejected, most);
        });
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, int most)
    {
        var http = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        http.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
        await TypedResults.Problem(new ProblemDetails
        {
            Status = StatusCodes.Status429TooManyRequests,
            Detail = $"These are more than {most} requests within a minute.",
            Instance = http.Request.Path,
            Extensions = { ["requestId"] = http.TraceIdentifier },
        }).ExecuteAsync(http);
    }
}
