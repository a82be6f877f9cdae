using System.Text.Json.Nodes;

namespace Distribution.Architecture.Tests.Api;

/// <summary>
/// Every body has an example: what clients send is written by hand (examples.json, by operation id), since only some mixtures of fields
/// make sense; what services answer follows from its schema.
/// </summary>
internal sealed class Examples(JsonObject document)
{
    private const string Id = "019ad3f0-2c00-7000-8000-000000000001";
    private const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly JsonObject Sent = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples.json")))!.AsObject();

    public void Add()
    {
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(pair => pair.Value!.AsObject()))
        {
            var id = (string)operation["operationId"]!;
            foreach (var (_, media) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            {
                if (Sent[id]?.DeepClone() is { } sent)
                    media!["example"] = sent;
                else if (media!["schema"] is JsonObject schema)
                    media["example"] = Of(schema, "", []);
            }

            foreach (var (_, response) in operation["responses"]!.AsObject())
            {
                foreach (var (_, media) in response!["content"]?.AsObject() ?? [])
                {
                    if (media!["schema"] is JsonObject schema)
                        media["example"] = Of(schema, "", []);
                }
            }
        }
    }

    /// <summary>An error as it is answered.</summary>
    public static JsonObject ProblemOf(string status)
    {
        var (title, detail) = status switch
        {
            "400" => ("Bad Request", "The request breaks rules."),
            "401" => ("Unauthorized", "Nobody is signed in."),
            "403" => ("Forbidden", "The caller's roles do not give this."),
            "404" => ("Not Found", $"There is no such thing as {Id}."),
            "409" => ("Conflict", "The state refuses it."),
            "413" => ("Payload Too Large", "The body is too large."),
            "415" => ("Unsupported Media Type", "The body must be application/json."),
            "422" => ("Unprocessable Entity", "It is well formed but cannot be true."),
            _ => ("Service Unavailable", "The database does not answer at the moment."),
        };
        var problem = new JsonObject { ["title"] = title, ["status"] = status == "default" ? 503 : int.Parse(status, null), ["detail"] = detail, ["requestId"] = Id };
        if (status == "400")
            problem["errors"] = new JsonObject { ["name"] = new JsonArray("must not be empty") };
        return problem;
    }

    private JsonNode? Of(JsonObject schema, string field, HashSet<string> within)
    {
        if (schema["$ref"] is { } reference)
        {
            var id = ((string)reference!).Split('/')[^1];
            if (!within.Add(id))
                return null;
            var value = Of(document["components"]!["schemas"]![id]!.AsObject(), field, within);
            within.Remove(id);
            return value;
        }

        if (schema["enum"] is JsonArray { Count: > 0 } words)
            return words[0]?.DeepClone();
        if (schema["oneOf"] is JsonArray choices)
            return Of(choices.Last(choice => (choice!["type"] as JsonValue)?.ToString() != "null")!.AsObject(), field, within);
        var type = schema["type"] is JsonArray types ? (string)types.First(one => (string)one! != "null")! : (string?)schema["type"];
        return type switch
        {
            "array" => schema["items"] is JsonObject items && Of(items, field, within) is { } item ? new JsonArray(item) : new JsonArray(),
            "object" => Map(schema, within),
            "integer" => schema["minimum"]?.DeepClone() ?? 3,
            "number" => schema["minimum"]?.DeepClone() ?? 12.5,
            "boolean" => true,
            "string" => Text(schema, field),
            _ => null,
        };
    }

    private JsonObject Map(JsonObject schema, HashSet<string> within)
    {
        var map = new JsonObject();
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            if (Of(property!.AsObject(), name, within) is { } value)
                map[name] = value;
        }

        if (map.Count == 0 && schema["additionalProperties"] is JsonObject values && Of(values, "value", within) is { } one)
            map["Succeeded"] = one;
        return map;
    }

    private static string Text(JsonObject schema, string field) => ((string?)schema["format"], field) switch
    {
        ("uuid", _) => Id,
        ("date-time", _) => "2026-11-30T09:00:00Z",
        ("time", _) => "22:00:00",
        (_, "next") => "WyIwMTlhZDNmMCJd",
        (_, "name" or "computerName") => "computer-1",
        (_, "event" or "kind") => "Succeeded",
        (_, "version" or "softwareVersion" or "agentVersion") => "2.10",
        _ when field.EndsWith("ha256", StringComparison.Ordinal) => Sha256,
        _ when field.EndsWith("ileName", StringComparison.Ordinal) => "editor_2.10_amd64.deb",
        _ => "text",
    };
}
