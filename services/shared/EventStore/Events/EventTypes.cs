using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Distribution.EventStore;

/// <summary>What the store knows about one class of events.</summary>
internal abstract class EventType(Type type)
{
    public Type Type { get; } = type;

    public string Alias { get; } = SnakeCase.Of(type);

    /// <summary>"Namespace.Class, Assembly": how Marten finds the class of an alias that it has not met.</summary>
    public string DotNetName { get; } = $"{type.FullName}, {type.Assembly.GetName().Name}";

    public abstract void Write(Utf8JsonWriter writer, object data);

    public abstract IMetadata Wrap(object data);

    public abstract IMetadata Wrap(byte[] json);

    /// <summary>The event with its data read; where it lies in the log is for the complaint if that fails.</summary>
    public abstract IMetadata Read(ReadOnlySpan<byte> json, long sequence, Guid stream);
}

internal sealed class EventType<T>(JsonSerializerOptions options) : EventType(typeof(T))
    where T : notnull
{
    private readonly JsonTypeInfo<T> _json = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    public override void Write(Utf8JsonWriter writer, object data) => JsonSerializer.Serialize(writer, (T)data, _json);

    public override IMetadata Wrap(object data) => new Event<T>(this, (T)data);

    public override IMetadata Wrap(byte[] json) => new Event<T>(this, json);

    public override IMetadata Read(ReadOnlySpan<byte> json, long sequence, Guid stream) => new Event<T>(this, Parse(json, sequence, stream));

    public T Parse(ReadOnlySpan<byte> json, long sequence, Guid stream)
    {
        try
        {
            return JsonSerializer.Deserialize(json, _json) ?? throw new JsonException("The stored event is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            throw new UnreadableEventException(sequence, stream, Alias, DotNetName, e);
        }
    }
}

/// <summary>Classes of events by class and by alias; an alias that was not met before is found by the stored class name.</summary>
internal sealed class EventTypes
{
    private readonly ConcurrentDictionary<Type, EventType> _byClass = new();
    private readonly ConcurrentDictionary<string, EventType> _byAlias = new();
    private readonly ConcurrentDictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> _byAliasChars;
    private readonly JsonSerializerOptions _json;

    public EventTypes(StoreOptions options)
    {
        _byAliasChars = _byAlias.GetAlternateLookup<ReadOnlySpan<char>>();
        _json = options.Json;
        foreach (var type in options.Events.Types)
            Of(type);
    }

    public EventType Of(Type type) => _byClass.TryGetValue(type, out var known) ? known : Add(type);

    /// <summary>Null when this program has no such class.</summary>
    public EventType? Of(string alias, string? dotNetType)
    {
        if (_byAlias.TryGetValue(alias, out var known))
            return known;
        return dotNetType is not null && Type.GetType(dotNetType, throwOnError: false) is { } type
            ? _byAlias.GetOrAdd(alias, Of(type))
            : null;
    }

    public bool TryAlias(ReadOnlySpan<char> alias, out EventType? type) => _byAliasChars.TryGetValue(alias, out type);

    private EventType Add(Type type)
    {
        var added = (EventType)Activator.CreateInstance(typeof(EventType<>).MakeGenericType(type), _json)!;
        var holder = _byAlias.GetOrAdd(added.Alias, added);
        // The stored name ignores namespaces: of two classes with one name, one would be read as the other.
        if (holder.Type != type)
            throw new InvalidOperationException($"{type.FullName} and {holder.Type.FullName} would both be stored as '{added.Alias}'; give one another name.");
        return _byClass.GetOrAdd(type, holder);
    }
}
