using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Distribution.ServiceDefaults;

/// <summary>Which problem an exception or a bare status is; internals of unexpected faults are told to nobody.</summary>
internal static partial class ProblemOf
{
    public static ProblemDetails Fault(Exception fault) => fault switch
    {
        NotAuthenticatedException => Problem(StatusCodes.Status401Unauthorized, fault.Message),
        ForbiddenException => Problem(StatusCodes.Status403Forbidden, fault.Message),
        TooManyAttemptsException => Problem(StatusCodes.Status429TooManyRequests, fault.Message),
        NotFoundException => Problem(StatusCodes.Status404NotFound, fault.Message),
        CommandRefusedException { Obstacles.Count: > 0 } refused => Refused(refused),
        CommandRefusedException or ConcurrencyException or ExistingStreamIdCollisionException => Problem(StatusCodes.Status409Conflict, fault.Message),
        UnprocessableException => Problem(StatusCodes.Status422UnprocessableEntity, fault.Message),
        ValidationException invalid => Invalid("The request breaks rules.", Errors(invalid)),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => Malformed(bad),
        BadHttpRequestException bad => Problem(bad.StatusCode, bad.Message),
        DbException { IsTransient: true } => Problem(StatusCodes.Status503ServiceUnavailable, "The database does not answer at the moment."),
        _ => Problem(StatusCodes.Status500InternalServerError, "The request failed through no fault of its own. The request id leads to the cause."),
    };

    public static ProblemDetails Status(int status, HttpRequest request) => Problem(status, status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{request.Method} is not possible at {request.Path}.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
        _ => null,
    });

    private static ProblemDetails Malformed(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json)
            return Invalid("The body is not the JSON that is asked for.", new() { [Field(json.Path)] = [Reason(json)] });
        var parameter = Parameter().Match(bad.Message);
        return parameter.Success
            ? Invalid("The request cannot be read.", new() { [parameter.Groups["name"].Value] = [bad.Message] })
            : Problem(StatusCodes.Status400BadRequest, bad.Message);
    }

    private static Dictionary<string, string[]> Errors(ValidationException invalid) =>
        invalid.Errors
            .GroupBy(error => string.Join('.', error.PropertyName.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)))
            .ToDictionary(field => field.Key, field => field.Select(error => error.ErrorMessage).Distinct().ToArray());

    private static string Field(string? path) => path is null or "$" or "" ? "body" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    // The serialiser appends where it stood and the names of our types; the caller needs the first and not the second.
    private static string Reason(JsonException json)
    {
        var text = json.Message.Split(" Path: ")[0];
        text = TypeName().Replace(text, "the expected type");
        return json.LineNumber is { } line ? $"{text} (line {line + 1}, byte {(json.BytePositionInLine ?? 0) + 1})" : text;
    }

    private static ProblemDetails Refused(CommandRefusedException refused)
    {
        var problem = Problem(StatusCodes.Status409Conflict, refused.Message);
        problem.Extensions["obstacles"] = refused.Obstacles;
        return problem;
    }

    private static ProblemDetails Problem(int status, string? detail) => new() { Status = status, Detail = detail };

    private static ValidationProblemDetails Invalid(string detail, Dictionary<string, string[]> errors) =>
        new(errors) { Status = StatusCodes.Status400BadRequest, Detail = detail };

    [GeneratedRegex("""(parameter|from) "(?<type>\S+ )?(?<name>\w+)"[^"]*(from|was not provided)""")]
    private static partial Regex Parameter();

    [GeneratedRegex("""(type '|to )?(Distribution|System)\.[^\s']+'?""")]
    private static partial Regex TypeName();
}
