using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.Contracts.Packages.V1;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Distribution.Cli.Documents;

/// <summary>
/// What a document may say of a package: its attributes by the names that the platform gives them, and three of its own: id,
/// content and icon (paths beside the document). A text is read as what its field is: the version 1.10 stays 1.10.
/// </summary>
internal static class DocumentSchema
{
    private static readonly string[] _ownNames = ["id", "content", "icon"];
    private static readonly Dictionary<string, Type> _package = Fields(typeof(PackageDefinition))
        .Where(field => field.Key != "contentSize")
        .Concat(_ownNames.Select(name => KeyValuePair.Create(name, typeof(string))))
        .ToDictionary();

    /// <summary>Reads a document's root; the names in it are checked, and each value is what its field wants.</summary>
    /// <exception cref="DocumentException">Names the line, the field, the value and the rule.</exception>
    public static JsonObject Read(YamlNode root) => Map(root, _package, "");

    private static Dictionary<string, Type> Fields(Type record) =>
        record.GetProperties().ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => property.PropertyType);

    private static JsonNode? Value(YamlNode node, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" })
            return null;
        if (type == typeof(string) || type == typeof(Guid))
            return JsonValue.Create(Text(node, path));
        if (type == typeof(int) || type == typeof(long))
            return long.TryParse(Text(node, path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(node, path, "is no whole number");
        if (type == typeof(bool))
            return bool.TryParse(Text(node, path), out var claim) ? claim : throw Wrong(node, path, "is neither true nor false");
        if (type.IsEnum)
            return Enum.GetNames(type).FirstOrDefault(name => name.Equals(Text(node, path), StringComparison.OrdinalIgnoreCase)) ?? throw Wrong(node, path, $"is none of {string.Join(", ", Enum.GetNames(type))}");
        if (type.IsGenericType && type.GetGenericArguments() is [_, var held])
            return Pairs(node, held, path);
        return type.IsGenericType ? List(node, type.GetGenericArguments()[0], path) : Map(node, Fields(type), path);
    }

    private static JsonObject Map(YamlNode node, Dictionary<string, Type> fields, string path)
    {
        if (node is not YamlMappingNode map)
            throw Wrong(node, path, $"must be fields, such as {fields.Keys.First()}: ...");
        var read = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            var name = Text(key, path);
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            read[name] = fields.TryGetValue(name, out var type)
                ? Value(value, type, inner)
                : throw new DocumentException($"{inner}: line {key.Start.Line}: there is no such field; there are {string.Join(", ", fields.Keys.Order(StringComparer.Ordinal))}");
        }
        return read;
    }

    private static JsonObject Pairs(YamlNode node, Type type, string path) => node is YamlMappingNode map
        ? new(map.Children.Select(pair => KeyValuePair.Create(Text(pair.Key, path), Value(pair.Value, type, $"{path}.{Text(pair.Key, path)}"))))
        : throw Wrong(node, path, "must be names with values");

    private static JsonArray List(YamlNode node, Type type, string path) => node is YamlSequenceNode list
        ? new([.. list.Children.Select((item, i) => Value(item, type, $"{path}[{i}]"))])
        : throw Wrong(node, path, "must be a list");

    private static string Text(YamlNode node, string path) => node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(node, path, "must be a single value");

    private static DocumentException Wrong(YamlNode node, string path, string rule) =>
        new($"{(path.Length == 0 ? "document" : path)}: line {node.Start.Line}: {(node is YamlScalarNode scalar ? $"'{scalar.Value}' " : "this ")}{rule}");
}
