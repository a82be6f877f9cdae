using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>
/// Judges a tree by an OpenAPI 3 schema as strictly as the API server does with fieldValidation=Strict: what the schema does not name is
/// an error, and so is what it requires and is not there.
/// </summary>
/// <param name="definitions">What '$ref' means: the document's components.schemas.</param>
internal sealed class SchemaCheck(JsonObject definitions)
{
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Judge(JsonNode tree, JsonObject schema)
    {
        Look(tree, schema, "");
        return _faults;
    }

    private void Look(JsonNode? value, JsonObject given, string at)
    {
        var schema = Resolved(given);
        if ((bool?)schema["x-kubernetes-int-or-string"] == true || (string?)schema["format"] == "int-or-string" || schema["oneOf"] is not null)
        {
            Expect(value is JsonValue, at, "an integer or a string");
            return;
        }

        switch ((string?)schema["type"])
        {
            case "object" when value is JsonObject tree: LookInside(tree, schema, at); break;
            case "array" when value is JsonArray items:
                for (var i = 0; i < items.Count; i++)
                    Look(items[i], (JsonObject)schema["items"]!, $"{at}[{i}]");
                break;
            case "string": Expect(value?.GetValueKind() == System.Text.Json.JsonValueKind.String, at, "a string"); LookAtText(value, schema, at); break;
            case "integer" or "number": Expect(value?.GetValueKind() == System.Text.Json.JsonValueKind.Number, at, "a number"); break;
            case "boolean": Expect(value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False, at, "true or false"); break;
            case null: break;                           // anything
            case var type: Expect(false, at, $"an {type}"); break;
        }
    }

    private void LookInside(JsonObject tree, JsonObject schema, string at)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var (name, value) in tree)
        {
            if (properties?[name] is JsonObject known)
                Look(value, known, $"{at}.{name}");
            else if (schema["additionalProperties"] is JsonObject any)
                Look(value, any, $"{at}.{name}");
            else if ((bool?)schema["x-kubernetes-preserve-unknown-fields"] != true && properties is not null)
                _faults.Add($"{at}.{name} is unknown");
        }

        foreach (var required in (schema["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !tree.ContainsKey(name)))
            _faults.Add($"{at}.{required} is missing");
    }

    private void LookAtText(JsonNode? value, JsonObject schema, string at)
    {
        if (value?.GetValueKind() != System.Text.Json.JsonValueKind.String)
            return;
        if (schema["enum"] is JsonArray allowed)
            Expect(allowed.Any(one => (string?)one == (string?)value), at, $"one of {allowed.ToJsonString()}");
        if ((string?)schema["pattern"] is { } pattern)
            Expect(Regex.IsMatch((string)value!, pattern), at, $"of the form {pattern}");
    }

    // 'allOf' with one reference is how a default or a description is laid beside it.
    private JsonObject Resolved(JsonObject schema) =>
        (string?)schema["$ref"] is { } reference ? Resolved((JsonObject)definitions[reference[(reference.LastIndexOf('/') + 1)..]]!)
        : schema["allOf"] is JsonArray { Count: 1 } all ? Resolved((JsonObject)all[0]!)
        : schema;

    private void Expect(bool isSo, string at, string what)
    {
        if (!isSo)
            _faults.Add($"{at} must be {what}");
    }
}
