using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Distribution.ServiceDefaults;

/// <summary>States and events as an audit keeps them: as JSON, without secrets, and no longer than anybody would read.</summary>
internal static partial class AuditedData
{
    // What is longer, such as a list of twenty thousand pieces of software, is found in the log.
    private const int Longest = 16_384;
    private const string Masked = "***";

    // An audit is no judge: what is there is kept, also where it should not be.
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>A value as JSON; null is null.</summary>
    public static JsonElement? Of(object? value)
    {
        if (value is null)
            return null;
        var node = JsonSerializer.SerializeToNode(value, value.GetType(), Lenient);
        Mask(node);
        var text = node?.ToJsonString() ?? "null";
        return text.Length > Longest ? JsonSerializer.SerializeToElement(new { tooLongToKeep = text.Length }) : JsonElement.Parse(text);
    }

    /// <summary>A class's name in the words of an address: 'distribution-task'.</summary>
    public static string NounOf(Type type) => Borders().Replace(type.Name, "-").ToLowerInvariant();

    private static void Mask(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var (name, value) in properties.ToList())
                {
                    if (value is JsonValue or JsonArray && IsSecret().IsMatch(name))
                        properties[name] = Masked;
                    else
                        Mask(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                    Mask(item);
                break;
        }
    }

    // By the name that a property has in this house: a password's hash is a secret too, a content's is none.
    [GeneratedRegex("secret|password|token|keyHash|keySha", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsSecret();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Borders();
}
