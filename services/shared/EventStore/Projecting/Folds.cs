namespace Distribution.EventStore;

/// <summary>Every registered projection, by how it runs.</summary>
internal sealed class Folds
{
    private readonly Dictionary<Type, Fold> _singleStreamByDocument;

    public Folds(StoreOptions options)
    {
        All = [.. options.Projections.Registered.Select(r => Fold.Of(r.Projection, r.Lifecycle))];
        if (All.GroupBy(f => f.DocumentClass).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"{twice.Key.Name} is made by two projections; a document has one writer.");
        _singleStreamByDocument = All.Where(f => f.IsSingleStream).ToDictionary(f => f.DocumentClass);
        Inline = [.. All.Where(f => f.Lifecycle == ProjectionLifecycle.Inline)];
        InlineSingleStream = [.. Inline.Where(f => f.IsSingleStream)];
        InlineMultiStream = [.. Inline.Where(f => !f.IsSingleStream)];
        Async = [.. All.Where(f => f.Lifecycle == ProjectionLifecycle.Async)];
    }

    public IReadOnlyList<Fold> All { get; }

    public IReadOnlyList<Fold> Inline { get; }

    public IReadOnlyList<Fold> InlineSingleStream { get; }

    public IReadOnlyList<Fold> InlineMultiStream { get; }

    public IReadOnlyList<Fold> Async { get; }

    public Fold? SingleStream(Type document) => _singleStreamByDocument.GetValueOrDefault(document);
}
