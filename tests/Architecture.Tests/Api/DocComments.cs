using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Routing;

namespace Distribution.Architecture.Tests.Api;

/// <summary>Types and fields are described by the comments that stand in the code.</summary>
internal sealed partial class DocComments(Dictionary<string, Type> types)
{
    private static readonly Dictionary<string, Dictionary<string, XElement>> Known = [];

    public void Apply(JsonObject document)
    {
        foreach (var (id, type) in types)
        {
            if (document["components"]?["schemas"]?[id] is not JsonObject schema)
                continue;
            if (Text(Of(type)?.Element("summary")) is { } summary)
                schema["description"] = summary;
            if (schema["properties"] is not JsonObject properties)
                continue;
            for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
            {
                foreach (var parameter in Of(level)?.Elements("param") ?? [])
                {
                    if (properties[JsonNamingPolicy.CamelCase.ConvertName((string)parameter.Attribute("name")!)] is JsonObject property && Text(parameter) is { } meaning)
                        property["description"] ??= meaning;
                }

                foreach (var member in level.GetProperties())
                {
                    if (properties[JsonNamingPolicy.CamelCase.ConvertName(member.Name)] is JsonObject property && Text(Comment(level, $"P:{Name(level)}.{member.Name}")?.Element("summary")) is { } meaning)
                        property["description"] ??= meaning;
                }
            }
        }
    }

    /// <summary>What the slice says of itself that maps this endpoint; null where one slice maps several, which have summaries of their own.</summary>
    public static string? OfSlice(RouteEndpoint endpoint)
    {
        var slice = endpoint.Metadata.GetMetadata<MethodInfo>()!.DeclaringType!;
        while (slice.DeclaringType is { } outer)
            slice = outer;
        return Text(Of(slice)?.Element("summary"));
    }

    private static XElement? Of(Type type) => Comment(type, $"T:{Name(type)}");

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static XElement? Comment(Type type, string member)
    {
        var assembly = type.Assembly.GetName().Name!;
        if (!Known.TryGetValue(assembly, out var comments))
        {
            var file = Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml");
            Known[assembly] = comments = File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToDictionary(element => (string)element.Attribute("name")!)
                : [];
        }

        return comments.GetValueOrDefault(member);
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? see.Value).Split('.')[^1].Split(':')[^1],
            XElement { Name.LocalName: "paramref" } reference => JsonNamingPolicy.CamelCase.ConvertName((string)reference.Attribute("name")!),
            XElement other => other.Value,
            var plain => plain is XText words ? words.Value : "",
        }));
        return Blanks().Replace(text, " ").Trim() is { Length: > 0 } one ? one : null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
