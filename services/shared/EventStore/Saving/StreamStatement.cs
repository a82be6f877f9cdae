using Npgsql;
using NpgsqlTypes;

namespace Distribution.EventStore;

/// <summary>One statement on mt_streams, for any number of streams.</summary>
internal sealed class StreamStatement
{
    private readonly List<PendingStream> _streams = [];
    private readonly Columns _columns;
    private readonly Column<Guid> _ids = new(NpgsqlDbType.Uuid);
    private readonly Column<string?> _types = new(NpgsqlDbType.Varchar);
    private readonly Column<long> _seen = new(NpgsqlDbType.Bigint);
    private readonly Column<long> _versions = new(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<long>? _count;
    private readonly NpgsqlBatchCommand _command;

    public StreamStatement(string sql, Columns columns, bool isCounted)
    {
        _columns = columns;
        _command = new NpgsqlBatchCommand(sql)
        {
            Parameters = { _ids.Parameter, columns == Columns.SeenAndVersion ? _seen.Parameter : _types.Parameter, _versions.Parameter },
        };
        if (isCounted)
            _command.Parameters.Add(_count = new NpgsqlParameter<long>());
    }

    internal enum Columns
    {
        TypeAndCount,
        SeenAndVersion,
    }

    public void Add(PendingStream stream) => _streams.Add(stream);

    /// <summary>Null when there is no stream.</summary>
    public NpgsqlBatchCommand? Finish()
    {
        if (_streams.Count == 0)
            return null;
        if (_streams.Count > 1)
            _streams.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var stream in _streams)
        {
            _ids.Values.Add(stream.Id);
            if (_columns == Columns.SeenAndVersion)
            {
                _seen.Values.Add(stream.SeenVersion);
                _versions.Values.Add(stream.SeenVersion + stream.Events.Count);
            }
            else
            {
                _types.Values.Add(stream.Aggregate is { } type ? SnakeCase.Of(type) : null);
                _versions.Values.Add(stream.Events.Count);
            }
        }

        if (_count is not null)
            _count.TypedValue = _streams.Count;
        return _command;
    }

    public void Clear()
    {
        _streams.Clear();
        _ids.Clear();
        _types.Clear();
        _seen.Clear();
        _versions.Clear();
    }
}
