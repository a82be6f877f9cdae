using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Cli.Documents;

/// <summary>Where a document and the platform's package differ. What a document does not mention stays as it is.</summary>
internal static class DocumentChanges
{
    /// <summary>The attributes to change, as an edit takes them; empty when there are none.</summary>
    public static JsonObject Between(JsonObject wanted, JsonElement present)
    {
        var changes = new JsonObject();
        foreach (var (name, value) in wanted)
        {
            var has = present.TryGetProperty(name, out var found) ? Bare(JsonNode.Parse(found.GetRawText())) : null;
            if (!JsonNode.DeepEquals(Bare(value?.DeepClone()), has))
                changes[name] = value?.DeepClone() ?? Empty(has);
        }
        return changes;
    }

    // To the platform, null leaves an attribute and what is empty takes it away.
    private static JsonNode? Empty(JsonNode? has) => has switch { JsonArray => new JsonArray(), JsonObject => new JsonObject(), _ => "" };

    /// <summary>Without what is null or empty, which means the same as not being there.</summary>
    private static JsonNode? Bare(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    map.Remove(name);
                    if (Bare(value) is { } kept)
                        map[name] = kept;
                }
                return map.Count > 0 ? map : null;
            case JsonArray list:
                return list.Count > 0 ? new JsonArray([.. list.Select(item => Bare(item?.DeepClone()))]) : null;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                return text.GetValue<string>() is { Length: > 0 } ? text : null;
            default:
                return node;
        }
    }
}
