using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>YAML documents as JSON trees, with the types that plain scalars have in YAML and with '&lt;&lt;' merged.</summary>
internal static class Yaml
{
    public static IReadOnlyList<JsonObject> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => Json(document.RootNode)).OfType<JsonObject>()];
    }

    public static JsonObject Document(string text) => Documents(text).Single();

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Mapping(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Json)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new InvalidOperationException($"{node.NodeType} is not expected."),
    };

    private static JsonObject Mapping(YamlMappingNode mapping)
    {
        var merged = new JsonObject();
        foreach (var (key, value) in mapping.Where(pair => Name(pair.Key) == "<<"))
        {
            foreach (var from in value is YamlSequenceNode several ? several.Children : [value])
            {
                foreach (var (name, inherited) in (JsonObject)Json(from)!)
                    merged[name] = inherited?.DeepClone();
            }
        }

        foreach (var (key, value) in mapping.Where(pair => Name(pair.Key) != "<<"))
            merged[Name(key)] = Json(value);
        return merged;
    }

    private static string Name(YamlNode key) => ((YamlScalarNode)key).Value!;

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not ScalarStyle.Plain)
            return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }
}
