using Npgsql;
using NpgsqlTypes;

namespace Distribution.EventStore;

/// <summary>One array parameter, filled again for each write.</summary>
internal sealed class Column<T>
{
    // What a rare large write needed is not kept.
    private const int LargestKept = 10_000;
    private readonly NpgsqlParameter<List<T>> _parameter;

    public Column(NpgsqlDbType elements) => _parameter = new NpgsqlParameter<List<T>>
    {
        TypedValue = [],
        NpgsqlDbType = NpgsqlDbType.Array | elements,
    };

    public List<T> Values => _parameter.TypedValue!;

    public NpgsqlParameter Parameter => _parameter;

    public void Clear()
    {
        if (Values.Capacity > LargestKept)
            _parameter.TypedValue = [];
        else
            Values.Clear();
    }
}
