using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Distribution.Architecture.Tests.Api;

/// <summary>The one document of everything that the gateway offers, made of the services' own.</summary>
internal static class ApiDocument
{
    private static readonly string About = string.Join('\n', File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "api.md")));

    private static readonly JsonObject Schemes = new()
    {
        ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Api-Key", ["description"] = "A script's key." },
        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The same key, or a token." },
        ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "__Host-distribution", ["description"] = "A person's session in a browser; without TLS its name is distribution." },
    };

    public static async Task<JsonObject> MakeAsync(IReadOnlyList<(string Name, WebApplication Built)> applications)
    {
        var gateway = applications.Single(application => application.Name == "gateway").Built;
        string[] offered = [.. gateway.Configuration.GetSection("ReverseProxy:Routes").GetChildren().Select(route => route["Match:Path"]!)];
        SortedDictionary<string, JsonNode?> paths = new(StringComparer.Ordinal);
        SortedDictionary<string, JsonNode?> schemas = new(StringComparer.Ordinal) { ["Problem"] = Problem() };
        foreach (var (name, built) in applications.Where(application => application.Name != "gateway"))
        {
            var document = Distinct(name, await new ServiceDocument(name, built).MakeAsync(), schemas);
            foreach (var (path, methods) in document["paths"]!.AsObject().Where(path => offered.Any(route => IsOffered(route, "/api" + path.Key))))
                paths.Add(path, Tagged(path, methods!.DeepClone().AsObject()));
            foreach (var (id, schema) in document["components"]?["schemas"]?.AsObject() ?? [])
            {
                schemas.TryAdd(id, schema!.DeepClone());
            }
        }

        var whole = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Distribution", ["version"] = "1", ["description"] = About,
                ["license"] = new JsonObject { ["name"] = "Proprietary", ["identifier"] = "LicenseRef-Proprietary" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api", ["description"] = "The gateway that serves this document." }),
            ["tags"] = new JsonArray([.. paths.Keys.Select(TagOf).Distinct().Order(StringComparer.Ordinal).Select(Tag)]),
            ["security"] = new JsonArray([.. Schemes.Select(scheme => (JsonNode)new JsonObject { [scheme.Key] = new JsonArray() })]),
            ["paths"] = new JsonObject(paths),
            ["components"] = new JsonObject { ["schemas"] = new JsonObject(Used([.. paths.Values, new JsonObject { ["$ref"] = "schemas/Problem" }], schemas)), ["responses"] = Errors(), ["securitySchemes"] = Schemes.DeepClone() },
        };
        new Examples(whole).Add();
        return whole;
    }

    // A message that two services know is one schema; two different things under one name are told apart by the service's name.
    private static JsonObject Distinct(string service, JsonObject document, SortedDictionary<string, JsonNode?> known)
    {
        var text = document.ToJsonString();
        var prefix = string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        foreach (var (id, schema) in document["components"]?["schemas"]?.AsObject() ?? [])
        {
            if (known.TryGetValue(id, out var other) && !JsonNode.DeepEquals(other, schema))
                text = text.Replace($"schemas/{id}\"", $"schemas/{prefix}{id}\"", StringComparison.Ordinal).Replace($"\"{id}\":{{", $"\"{prefix}{id}\":{{", StringComparison.Ordinal);
        }

        return JsonNode.Parse(text)!.AsObject();
    }

    private static bool IsOffered(string route, string path)
    {
        var fixedPart = route.Split('{')[0].TrimEnd('/');
        return path == fixedPart || path.StartsWith(fixedPart + "/", StringComparison.Ordinal);
    }

    private static JsonObject Errors() => new(Operations.Errors.Select(error => KeyValuePair.Create<string, JsonNode?>(error.Value.Name, new JsonObject
    {
        ["description"] = error.Value.Meaning,
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" }, ["example"] = Examples.ProblemOf(error.Key) },
        },
    })));

    private static string TagOf(string path) => path.Split('/')[1];

    private static JsonObject Tagged(string path, JsonObject methods)
    {
        foreach (var (_, operation) in methods)
            operation!["tags"] = new JsonArray(TagOf(path));
        return methods;
    }

    private static JsonNode Tag(string name) => new JsonObject
    {
        ["name"] = name,
        ["description"] = name switch
        {
            "changes" => "What happens, as it happens.",
            "computers" => "Computers, their inventories and asset fields.",
            "contents" => "Content, addressed by its SHA-256.",
            "enrolment-keys" => "Keys with which computers enrol.",
            "enrolments" => "What computers themselves call.",
            "executions" => "One task on one computer.",
            "groups" => "ID groups and their members.",
            "limits" => "How many computers transfer and run at once.",
            "maintenance-windows" => "When work may begin on the members of an ID group.",
            "packages" => "The catalogue.",
            "policies" => "Which computers join an ID group by themselves.",
            "reports" => "What came of tasks, by task, computer, package and ID group.",
            "retellings" => "A service's history told once more to one listener.",
            "searches" => "Saved searches of computers.",
            "security-policies" => "What computers must have and must not have, and whether they do.",
            "task-templates" => "Tasks kept to be made again.",
            "tasks" => "Tasks: their making, rollout and end.",
            "uploads" => "Uploads that go on where they broke off (tus 1.0.0).",
            _ => $"What concerns {name.Replace('-', ' ')}.",
        },
    };

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Used(IEnumerable<JsonNode?> paths, SortedDictionary<string, JsonNode?> schemas)
    {
        HashSet<string> used = [];
        var open = new Queue<JsonNode?>(paths);
        while (open.TryDequeue(out var node))
        {
            foreach (var id in References(node).Where(used.Add))
                open.Enqueue(schemas[id]);
        }

        return schemas.Where(schema => used.Contains(schema.Key));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Key == "$ref" && pair.Value is JsonValue ? Schemas((string)pair.Value!) : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static string[] Schemas(string reference) => reference.Contains("schemas/", StringComparison.Ordinal) ? [reference.Split('/')[^1]] : [];

    // RFC 9457, with what this house adds.
    private static JsonNode Problem() => JsonNode.Parse(
        """
        {
          "type": "object",
          "description": "What went wrong (RFC 9457).",
          "required": ["title", "status", "requestId"],
          "properties": {
            "type": { "type": "string", "description": "What sort of problem it is." },
            "title": { "type": "string", "description": "The status in words." },
            "status": { "type": "integer", "format": "int32", "minimum": 400, "maximum": 599 },
            "detail": { "type": ["string", "null"], "description": "What is wrong in this case." },
            "instance": { "type": "string", "description": "The path that was called." },
            "requestId": { "type": "string", "maxLength": 128, "description": "Leads to the cause in the services' logs; the answer's header X-Request-Id says it too." },
            "errors": {
              "type": "object", "description": "With 400: each field that breaks a rule, and what is wrong with it.",
              "additionalProperties": { "type": "array", "items": { "type": "string" } }
            },
            "obstacles": { "type": "array", "description": "With 409: what stands in the way, where it can be named.", "items": {} }
          }
        }
        """)!;
}
