namespace Distribution.ServiceDefaults;

/// <summary>What one unit of work has changed so far, for its audit.</summary>
internal sealed class AuditedChanges
{
    // What one request changes beyond this is kept by its names.
    private const int MostInFull = 50;

    private readonly Dictionary<string, Change> _changes = [];
    private readonly Dictionary<string, (Type Type, object? State)> _seen = [];

    public bool IsEmpty => _changes.Count == 0;

    /// <summary>How something was when it was looked at; the first look counts.</summary>
    public void Saw(Guid id, Type type, object? state) => _seen.TryAdd(id.ToString("D"), (type, state));

    /// <summary>Something was changed by these events.</summary>
    public void Changed(Guid id, Type? type, IEnumerable<object> events)
    {
        foreach (var @event in events)
            Of(id.ToString("D"), type).Events.Add(@event);
    }

    /// <summary>A document was stored, or deleted when there is none; of interest only where nothing else says what happened.</summary>
    public void Wrote(object id, Type type, object? document) => Of(id.ToString()!, type).Documents.Add(document);

    /// <summary>All of it, in the order in which it was begun.</summary>
    public IReadOnlyList<AuditedChange> Told()
    {
        var told = _changes.Values.Any(change => change.Events.Count > 0) ? _changes.Where(change => change.Value.Events.Count > 0) : _changes;
        return [.. told.Select((change, index) => Told(change.Key, change.Value, index < MostInFull))];
    }

    public void Clear()
    {
        _changes.Clear();
        _seen.Clear();
    }

    private Change Of(string id, Type? type)
    {
        if (!_changes.TryGetValue(id, out var change))
            _changes[id] = change = new(type ?? _seen.GetValueOrDefault(id).Type ?? typeof(Stream));
        return change;
    }

    private AuditedChange Told(string id, Change change, bool inFull) => new(
        AuditedData.NounOf(change.Type), id, inFull ? AuditedData.Of(_seen.GetValueOrDefault(id).State) : null,
        [
            .. change.Events.Select(e => new AuditedEvent(e.GetType().Name, inFull ? AuditedData.Of(e) : null)),
            .. change.Events.Count > 0 ? [] : change.Documents.Select(d => new AuditedEvent(d is null ? "Deleted" : "Stored", inFull ? AuditedData.Of(d) : null)),
        ]);

    private sealed record Change(Type Type)
    {
        public List<object> Events { get; } = [];

        public List<object?> Documents { get; } = [];
    }
}
