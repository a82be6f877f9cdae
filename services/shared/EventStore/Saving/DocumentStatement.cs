using Npgsql;
using NpgsqlTypes;

namespace Distribution.EventStore;

/// <summary>How a document is written.</summary>
internal enum DocumentWay
{
    Upsert,
    Insert,
    Update,
    Replace,
    Remove,
    RemoveSeen,
}

/// <summary>One way of writing any number of documents of one class.</summary>
internal abstract class DocumentStatement(DocumentType type, DocumentWay way)
{
    /// <summary>Statements of one write run in this order everywhere, as streams are locked in one order.</summary>
    public string Order { get; } = $"{type.Table} {way}";

    public abstract bool IsEmpty { get; }

    public abstract void Add(PendingDocument document, ReadOnlyMemory<byte> json);

    public abstract NpgsqlBatchCommand Finish();

    public abstract void Clear();

    public static DocumentStatement Of(DocumentType type, DocumentWay way) => type.IdType == typeof(Guid)
        ? new DocumentStatement<Guid>(type, way, NpgsqlDbType.Uuid)
        : new DocumentStatement<string>(type, way, NpgsqlDbType.Varchar);

    public static DocumentWay WayOf(PendingDocument document) => document switch
    {
        { Document: null, IsGuarded: true } => DocumentWay.RemoveSeen,
        { Document: null } => DocumentWay.Remove,
        { State: DocumentState.New } => DocumentWay.Insert,
        { State: DocumentState.Present } => DocumentWay.Update,
        { IsGuarded: false } => DocumentWay.Upsert,
        { SeenVersion: null } => DocumentWay.Insert,
        _ => DocumentWay.Replace,
    };

    /// <summary>The parameter of a statement that reads many documents.</summary>
    public static NpgsqlParameter Ids(DocumentType type, IEnumerable<object> ids) => type.IdType == typeof(Guid)
        ? new NpgsqlParameter<Guid[]> { TypedValue = [.. ids.Cast<Guid>()] }
        : new NpgsqlParameter<string[]> { TypedValue = [.. ids.Cast<string>()], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };
}

internal sealed class DocumentStatement<TId> : DocumentStatement
    where TId : notnull
{
    private readonly List<(TId Id, ReadOnlyMemory<byte> Json, Guid? Seen)> _rows = [];
    private readonly Column<TId> _ids;
    private readonly Column<ReadOnlyMemory<byte>> _data = new(NpgsqlDbType.Jsonb);
    private readonly Column<Guid> _seen = new(NpgsqlDbType.Uuid);
    private readonly NpgsqlParameter<long> _count = new();
    private readonly NpgsqlBatchCommand _command;

    public DocumentStatement(DocumentType type, DocumentWay way, NpgsqlDbType idType)
        : base(type, way)
    {
        _ids = new Column<TId>(idType);
        var name = new NpgsqlParameter<string> { TypedValue = type.DotNetName };
        _command = way switch
        {
            DocumentWay.Upsert => new NpgsqlBatchCommand(type.Upsert) { Parameters = { _ids.Parameter, _data.Parameter, name } },
            DocumentWay.Insert => new NpgsqlBatchCommand(type.Insert) { Parameters = { _ids.Parameter, _data.Parameter, name } },
            DocumentWay.Update => new NpgsqlBatchCommand(type.Update) { Parameters = { _ids.Parameter, _data.Parameter, name } },
            DocumentWay.Replace => new NpgsqlBatchCommand(type.Replace) { Parameters = { _ids.Parameter, _data.Parameter, name, _seen.Parameter, _count } },
            DocumentWay.Remove => new NpgsqlBatchCommand(type.Remove) { Parameters = { _ids.Parameter } },
            _ => new NpgsqlBatchCommand(type.RemoveSeen) { Parameters = { _ids.Parameter, _seen.Parameter, _count } },
        };
    }

    public override bool IsEmpty => _rows.Count == 0;

    public override void Add(PendingDocument document, ReadOnlyMemory<byte> json) => _rows.Add(((TId)document.Key.Id, json, document.SeenVersion));

    public override NpgsqlBatchCommand Finish()
    {
        if (_rows.Count > 1)
            _rows.Sort(static (a, b) => Comparer<TId>.Default.Compare(a.Id, b.Id));
        foreach (var (id, json, seen) in _rows)
        {
            _ids.Values.Add(id);
            _data.Values.Add(json);
            _seen.Values.Add(seen ?? Guid.Empty);
        }

        _count.TypedValue = _rows.Count;
        return _command;
    }

    public override void Clear()
    {
        _rows.Clear();
        _ids.Clear();
        _data.Clear();
        _seen.Clear();
    }
}
