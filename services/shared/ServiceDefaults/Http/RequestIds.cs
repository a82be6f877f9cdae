using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Distribution.ServiceDefaults;

/// <summary>Every request has an id, the caller's or a new one; it is given back, logged, and begins the correlation.</summary>
internal sealed partial class RequestIds(RequestDelegate next, ILogger<RequestIds> logger)
{
    public const string Header = "X-Request-Id";

    public async Task InvokeAsync(HttpContext context, Correlation correlation)
    {
        var given = context.Request.Headers[Header].ToString();
        var id = Acceptable().IsMatch(given) ? given : Guid.CreateVersion7().ToString();
        context.TraceIdentifier = id;
        correlation.Id = id;
        var trace = Activity.Current?.Id ?? Continued(context.Request.Headers.TraceParent.ToString());
        correlation.TraceParent = trace;
        context.Response.Headers[Header] = id;
        context.Response.Headers.TraceParent = trace;
        using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = id }))
            await next(context);
    }

    // Nobody here observes traces; the caller, or an agent at the other end, may.
    private static string Continued(string given) => ActivityContext.TryParse(given, null, out _)
        ? given
        : $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";

    // It goes into logs: nothing that could forge a line, and nothing endless.
    [GeneratedRegex("^[A-Za-z0-9._:/+=-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex Acceptable();
}
