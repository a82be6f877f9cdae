using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Distribution.ServiceDefaults;

/// <summary>Every error is answered as problem+json (RFC 9457), whatever the caller accepts, with the request's id.</summary>
internal sealed class Problems(RequestDelegate next, ILogger<Problems> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        // The caller went away in the middle: nobody reads an answer, and it is no fault of the service.
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            // Else the server tries to read the rest of the body and logs that it cannot.
            context.Abort();
            return;
        }
        // The last line: whatever an endpoint throws is answered, and what it throws unexpectedly is logged here.
#pragma warning disable CA1031
        catch (Exception fault) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            var problem = ProblemOf.Fault(fault);
            if (problem.Status >= 500)
                logger.LogError(fault, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
            if (fault is NotAuthenticatedException)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            if (fault is TooManyAttemptsException { Wait: var wait })
                context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, problem);
            return;
        }

        var response = context.Response;
        if (response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
            await AnswerAsync(context, ProblemOf.Status(response.StatusCode, context.Request));
    }

    private static Task AnswerAsync(HttpContext context, ProblemDetails problem)
    {
        var status = problem.Status ?? StatusCodes.Status500InternalServerError;
        problem.Title = ReasonPhrases.GetReasonPhrase(status);
        problem.Instance = context.Request.Path;
        problem.Extensions["requestId"] = context.TraceIdentifier;
        var response = context.Response;
        response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "5";
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        return response.WriteAsJsonAsync(problem, problem.GetType(), HouseJson.Options, "application/problem+json", context.RequestAborted);
    }
}
