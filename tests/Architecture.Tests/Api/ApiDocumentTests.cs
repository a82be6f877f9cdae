using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Architecture.Tests.Api;

/// <summary>What the gateway says of the API is what the services offer, and complete.</summary>
[Collection(nameof(Applications))]
public sealed class ApiDocumentTests
{
    private const string File = "gateway/proxy/openapi.json";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Document => JsonNode.Parse(Repository.Read(File))!.AsObject();

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        from path in Document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (path.Key, method.Key, method.Value!.AsObject());

    [Fact]
    public async Task The_document_at_the_gateway_is_what_the_services_offer()
    {
        await using var applications = new Applications();
        var document = await ApiDocument.MakeAsync(applications.All);
        document.ToJsonString(Readable).Split('\n').ShouldBeApproved("openapi", File);
    }

    [Fact]
    public void Every_operation_has_an_id_of_its_own_and_a_summary()
    {
        Operations.ShouldNotBeEmpty();
        Operations.Where(o => string.IsNullOrEmpty((string?)o.Operation["operationId"]) || string.IsNullOrEmpty((string?)o.Operation["summary"]))
            .Select(o => $"{o.Method} {o.Path}").ShouldBeEmpty("WithName and WithSummary belong at the mapping");
        Operations.Select(o => (string)o.Operation["operationId"]!).ShouldBeUnique();
    }

    // Nothing that a client sends may be endless; those named here are limited by rules that are no number.
    [Fact]
    public void Every_text_and_list_that_is_sent_has_a_limit()
    {
        var schemas = Document["components"]!["schemas"]!.AsObject();
        HashSet<string> seen = [];
        List<string> endless = [];
        foreach (var (_, _, operation) in Operations)
        {
            if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is JsonObject body)
                Look(body, (string)operation["operationId"]!);
        }

        endless.Order(StringComparer.Ordinal).ShouldBeApproved("fields-without-a-limit");

        void Look(JsonObject schema, string at)
        {
            if ((string?)schema["$ref"] is { } reference)
            {
                var id = reference.Split('/')[^1];
                if (seen.Add(id))
                    Look(schemas[id]!.AsObject(), id);
                return;
            }

            var type = schema["type"]?.ToJsonString() ?? "";
            if (type.Contains("string", StringComparison.Ordinal) && !Has(schema, "maxLength", "enum", "format", "pattern"))
                endless.Add($"{at}: text");
            if (type.Contains("array", StringComparison.Ordinal) && !Has(schema, "maxItems") && !(schema["items"]?["enum"] is not null))
                endless.Add($"{at}: list");
            foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
                Look(property!.AsObject(), $"{at}.{name}");
            foreach (var inner in new[] { schema["items"], schema["additionalProperties"] }.OfType<JsonObject>())
                Look(inner, $"{at}[]");
            foreach (var choice in schema["oneOf"]?.AsArray() ?? [])
                Look(choice!.AsObject(), at);
        }
    }

    private static bool Has(JsonObject schema, params string[] words) => words.Any(schema.ContainsKey);
}
