using System.Net;
using System.Text.Json;

namespace Distribution.Cli;

/// <summary>The platform could not be reached or said no; with its own words, the fields it names, and what to try.</summary>
public sealed class GatewayException : Exception
{
    public GatewayException(string message, IReadOnlyList<string>? details = null, string? hint = null, Exception? inner = null) : base(message, inner) =>
        (Details, Hint) = (details ?? [], hint);

    /// <summary>One line for each field that was refused.</summary>
    public IReadOnlyList<string> Details { get; }

    public string? Hint { get; }

    /// <summary>The HTTP status; 0 when nothing answered.</summary>
    public int Status { get; private init; }

    internal static GatewayException Unreachable(Uri server, Exception inner) => new(
        $"Nothing answers at {server}: {inner.Message}", null,
        "Is the platform running? ./up starts it; --server or DISTRIBUTION_SERVER names another address.", inner);

    internal static async Task<GatewayException> From(HttpResponseMessage response, CancellationToken cancel)
    {
        var problem = await Problem(response, cancel);
        var status = (int)response.StatusCode;
        var title = Text(problem, "detail") ?? Text(problem, "title") ?? $"The platform answered {status} {response.ReasonPhrase}.";
        var fields = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().SelectMany(field => Lines(field.Value).Select(line => $"{field.Name}: {line}")).ToList()
            : [];
        return new(title, fields, HintFor(response.StatusCode)) { Status = status };
    }

    private static string? HintFor(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "'distribution login' signs in; a script sets DISTRIBUTION_API_KEY or --api-key-file.",
        HttpStatusCode.Forbidden => "Your roles do not allow it, or not for these computers; an administrator can change them.",
        HttpStatusCode.NotFound => "The list commands show what exists; ids and exact names are both understood.",
        HttpStatusCode.Conflict => "It is in a state that does not allow this, or somebody was faster; look at it again and repeat.",
        HttpStatusCode.RequestEntityTooLarge => "A package's content is at most 1 GiB; split it and join the parts on the computer.",
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            "The gateway is there, one service behind it is not; it may be starting, try again in a few seconds.",
        >= HttpStatusCode.InternalServerError => "This is a fault of the platform; its logs have more under the request's id.",
        _ => null,
    };

    private static async Task<JsonElement> Problem(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel)).RootElement;
        }
        catch (JsonException)
        {
            return default;                // something between here and the platform answered in its own way
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static IEnumerable<string> Lines(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(line => line.ToString()) : [value.ToString()];
}
