using System.Collections.Concurrent;

namespace Distribution.EventStore;

/// <summary>Classes of documents, each made known once.</summary>
internal sealed class DocumentTypes
{
    private readonly ConcurrentDictionary<Type, DocumentType> _known = new();
    private readonly StoreOptions _options;

    public DocumentTypes(StoreOptions options)
    {
        _options = options;
        foreach (var type in options.Schema.Types)
            Of(type);
    }

    public IEnumerable<DocumentType> All => _known.Values;

    public DocumentType Of(Type type) => _known.TryGetValue(type, out var known) ? known : Add(type);

    private DocumentType Add(Type type)
    {
        var added = (DocumentType)Activator.CreateInstance(
            typeof(DocumentType<>).MakeGenericType(type), _options.Json, _options.DatabaseSchemaName)!;
        if (_known.Values.FirstOrDefault(other => other.Table == added.Table && other.Type != type) is { } holder)
            throw new InvalidOperationException($"{type.FullName} and {holder.Type.FullName} would both live in {added.Table}; give one another name.");
        return _known.GetOrAdd(type, added);
    }
}
