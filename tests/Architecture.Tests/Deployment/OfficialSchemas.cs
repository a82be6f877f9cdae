using System.Text.Json.Nodes;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>
/// Both overlays against the official schemas. These are not kept here; KUBERNETES_SCHEMAS names a folder with one subfolder for each version
/// of Kubernetes (api/v1.json, apis/apps/v1.json ...: OpenAPI 3 as the API server gives it) and 'crds' (the operators' custom resource definitions).
/// </summary>
[Trait("Tier", "Kubernetes")]
public sealed class OfficialSchemas
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("KUBERNETES_SCHEMAS")
        ?? throw new InvalidOperationException("KUBERNETES_SCHEMAS names no folder of schemas.");

    [Theory]
    [InlineData("development")]
    [InlineData("production")]
    public void Every_manifest_is_valid_strictly_in_each_version(string overlay)
    {
        var versions = Directory.GetDirectories(Folder).Where(folder => Path.GetFileName(folder) != "crds").Order(StringComparer.Ordinal).ToList();
        versions.Count.ShouldBeGreaterThanOrEqualTo(3, "the last three versions are what is promised");
        var documents = Manifests.Kustomized(overlay);
        documents.Count.ShouldBeGreaterThan(30);
        foreach (var version in versions)
        {
            foreach (var document in documents)
                Judge(version, document).ShouldBeEmpty($"{document["kind"]} {document["metadata"]!["name"]} in {Path.GetFileName(version)}");
        }
    }

    [Fact]
    public void The_check_would_find_what_is_wrong()
    {
        var version = Directory.GetDirectories(Folder).First(folder => Path.GetFileName(folder) != "crds");
        var service = Yaml.Document("{ apiVersion: v1, kind: Service, metadata: { name: 7 }, spec: { port: 80, ports: [{ name: http }] } }");

        Judge(version, service).ShouldBe([".metadata.name must be a string", ".spec.port is unknown", ".spec.ports[0].port is missing"], ignoreOrder: true);
    }

    private static IReadOnlyList<string> Judge(string version, JsonObject document)
    {
        var (group, name, kind) = (((string)document["apiVersion"]!).Split('/') is [var g, _] ? g : "", ((string)document["apiVersion"]!).Split('/')[^1], (string)document["kind"]!);
        if (Custom(group, name, kind) is { } custom)
            return new SchemaCheck([]).Judge(document, custom);
        var file = group.Length == 0 ? Path.Combine(version, "api", $"{name}.json") : Path.Combine(version, "apis", group, $"{name}.json");
        File.Exists(file).ShouldBeTrue($"{document["apiVersion"]} has no schema in {Folder}");
        var schemas = (JsonObject)JsonNode.Parse(File.ReadAllText(file))!["components"]!["schemas"]!;
        var schema = schemas.Select(pair => (JsonObject)pair.Value!).First(schema => (schema["x-kubernetes-group-version-kind"] as JsonArray ?? []).Any(known =>
            (string?)known!["group"] == group && (string?)known["version"] == name && (string?)known["kind"] == kind));
        return new SchemaCheck(schemas).Judge(document, schema);
    }

    private static JsonObject? Custom(string group, string version, string kind)
    {
        var definition = Directory.GetFiles(Path.Combine(Folder, "crds"), "*.yaml").SelectMany(file => Yaml.Documents(File.ReadAllText(file)))
            .FirstOrDefault(d => (string?)d["spec"]?["group"] == group && (string?)d["spec"]!["names"]!["kind"] == kind);
        var schema = (JsonObject?)((JsonArray?)definition?["spec"]!["versions"])?.Single(v => (string?)v!["name"] == version)!["schema"]!["openAPIV3Schema"];
        if (schema is not null)
            schema["properties"]!["metadata"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        return schema;
    }
}
