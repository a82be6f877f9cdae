using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Distribution.Contracts;

namespace Distribution.Architecture.Tests;

/// <summary>contracts/README.md lists every message, and its examples are what a listener would get.</summary>
public sealed partial class MessageCatalogue
{
    private const string Root = "Distribution.Contracts.";

    private static readonly JsonSerializerOptions Strictly = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly Dictionary<string, string> Examples = Entry()
        .Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "messages.md")))
        .ToDictionary(entry => entry.Groups["name"].Value, entry => entry.Groups["json"].Value);

    private static readonly Type[] Records = [.. typeof(AgentQueue).Assembly.GetExportedTypes()
        .Where(type => type.Namespace!.EndsWith(".V1", StringComparison.Ordinal) && !type.IsEnum)];

    // Parts of messages are not messages: what another record holds does not stand alone.
    private static readonly HashSet<Type> Parts = [.. Records.SelectMany(record => record.GetProperties())
        .SelectMany(property => property.PropertyType.GetGenericArguments().Append(property.PropertyType))];

    private static IEnumerable<Type> Messages => Records.Where(type => !Parts.Contains(type));

    [Fact]
    public void Every_message_is_in_the_catalogue_and_nothing_else() =>
        Examples.Keys.Order(StringComparer.Ordinal).ShouldBe(Messages.Select(m => m.FullName![Root.Length..]).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_example_is_a_whole_message_of_its_type()
    {
        foreach (var message in Messages)
        {
            var example = Examples[message.FullName![Root.Length..]];
            Should.NotThrow(() => JsonSerializer.Deserialize(example, message, Strictly), message.Name);
        }
    }

    [GeneratedRegex(@"^### (?<name>\S+)\r?\n.*?```json\r?\n(?<json>.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();
}
