using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Distribution.Contracts;
using Distribution.ServiceDefaults;

namespace Distribution.Architecture.Tests;

/// <summary>
/// Old and new programs work side by side during an upgrade, and a log is read for years: whatever was added to a message or an event may be
/// missing, and what somebody newer adds is passed over. The approved lists tell that nothing was taken away or renamed.
/// </summary>
public sealed class RollingUpgrade
{
    private static readonly NullabilityInfoContext Nulls = new();

    // As the services' stores are set up: names as declared, enums as text.
    private static readonly JsonSerializerOptions Stored = new() { Converters = { new JsonStringEnumConverter() } };

    private static readonly Assembly[] Services =
        [typeof(Packages.Program).Assembly, typeof(TaskScheduling.Program).Assembly, typeof(IdGroupPolicy.Program).Assembly];

    public static TheoryData<Type> Messages() => new(typeof(AgentQueue).Assembly.GetExportedTypes()
        .Where(type => type.Namespace!.EndsWith(".V1", StringComparison.Ordinal) && !type.IsEnum && type.GetConstructors().Any(made => made.GetParameters().Length > 0)));

    public static TheoryData<Type> Events() => new(Services.SelectMany(StoredEvents.Of));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_of_an_older_sender_is_read_and_so_is_one_of_a_newer(Type message)
    {
        var least = Least(message, JsonNamingPolicy.CamelCase.ConvertName);
        JsonSerializer.Deserialize(least, message, HouseJson.Options).ShouldNotBeNull();

        least["addedLater"] = new JsonObject { ["by"] = "a newer version" };
        JsonSerializer.Deserialize(least, message, HouseJson.Options).ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_of_the_first_version_loads_and_so_does_one_that_a_newer_replica_wrote(Type @event)
    {
        var least = Least(@event, name => name);
        JsonSerializer.Deserialize(least, @event, Stored).ShouldNotBeNull();

        least["AddedLater"] = new JsonObject { ["By"] = "a newer version" };
        JsonSerializer.Deserialize(least, @event, Stored).ShouldNotBeNull();
    }

    // What may be null or has a default was added at some time, or may as well have been.
    private static JsonObject Least(Type type, Func<string, string> name)
    {
        var least = new JsonObject();
        foreach (var parameter in type.GetConstructors().MaxBy(made => made.GetParameters().Length)!.GetParameters())
        {
            if (!parameter.HasDefaultValue && Nulls.Create(parameter).WriteState != NullabilityState.Nullable)
                least[name(parameter.Name!)] = Value(parameter.ParameterType, name);
        }

        return least;
    }

    private static JsonNode? Value(Type type, Func<string, string> name) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => true,
        _ when type == typeof(Guid) => Guid.Empty.ToString(),
        _ when type == typeof(DateTimeOffset) => "2026-11-20T12:00:00+00:00",
        _ when type == typeof(TimeSpan) => "01:00:00",
        _ when type == typeof(TimeOnly) => "06:00:00",
        _ when type == typeof(DateOnly) => "2026-11-20",
        _ when type == typeof(JsonElement) || type == typeof(object) => new JsonObject(),
        { IsEnum: true } => Enum.GetNames(type)[0],
        { IsPrimitive: true } => 1,
        _ when type == typeof(decimal) => 1,
        _ when type == typeof(byte[]) => "",
        _ when type.IsGenericType && type.GetInterfaces().Append(type).Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) => new JsonObject(),
        _ when typeof(IEnumerable).IsAssignableFrom(type) => new JsonArray(),
        _ => Least(type, name),
    };
}
