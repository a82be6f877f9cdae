namespace Distribution.EventStore;

/// <summary>Applies pages to a projection's documents: documents and progress in one transaction, so exactly once.</summary>
internal sealed class ProjectionShard(DocumentStore store, Fold fold) : Shard(store, fold.Name)
{
    private const int MostRemembered = 10_000;
    private readonly DocumentType _type = store.DocumentTypes.Of(fold.DocumentClass);

    // The only writer of these documents is the owner of this progress, so what it wrote it need not read again.
    private readonly Dictionary<object, object?> _remembered = [];

    public DocumentType Document => _type;

    protected override async Task ApplyAsync(LogPage page, CancellationToken ct)
    {
        var seen = new List<(object Id, IMetadata Event)>(page.Events.Count);
        foreach (var e in page.Events)
        {
            if (fold.Identify(e) is { } id)
                seen.Add((id, e));
        }

        await RememberAsync(seen, ct);
        var changed = new Dictionary<object, bool>();
        foreach (var (id, e) in seen)
        {
            var before = _remembered[id];
            var after = Evolve(before, id, e);
            _remembered[id] = after;
            // Nothing became nothing: there is no row to write or to delete.
            if (before is not null || after is not null)
                changed[id] = true;
        }

        using var save = new PendingSave(
            [], [.. changed.Keys.Select(id => new PendingDocument(new DocumentKey(_type, id), _remembered[id]))], Store.EventTypes, null, null, null);
        await using var batch = new WriteStatements(Store.Sql, Store.Options, Store.EventTypes)
            .Fill([save], first: Progress.Move(Store, Row, page.From, page.Ceiling));
        await Progress.WriteAsync(Store, batch, ct);
        if (_remembered.Count > MostRemembered)
            _remembered.Clear();
    }

    protected override void Forget() => _remembered.Clear();

    protected override TimeSpan? RetryAfter(int failures)
    {
        var delays = Store.Options.Daemon.RetryDelays;
        return failures <= delays.Count ? delays[failures - 1] : null;
    }

    private async Task RememberAsync(List<(object Id, IMetadata Event)> seen, CancellationToken ct)
    {
        var missing = new HashSet<object>();
        foreach (var (id, e) in seen)
        {
            if (_remembered.ContainsKey(id))
                continue;
            // A stream's first event cannot find a document of that stream.
            if (fold.IsSingleStream && e.Version == 1)
                _remembered[id] = null;
            else if (missing.Add(id))
                _remembered[id] = null;
        }

        foreach (var (id, found) in await SharedDocuments.LoadAsync(Store.Statements, _type, missing, ct))
            _remembered[id] = found.Document;
    }

    private object? Evolve(object? state, object id, IMetadata e)
    {
        try
        {
            return fold.Evolve(state, id, e);
        }
        catch (Exception fault)
        {
            throw new ProjectionException(fold.Name, e, fault);
        }
    }
}
