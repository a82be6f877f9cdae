using Npgsql;

namespace Distribution.EventStore;

/// <summary>The documents that inline projections keep of streams of one class, and how they are read together with the streams.</summary>
internal sealed class InlineDocuments
{
    private readonly int _count;

    private InlineDocuments(DocumentStore store, IReadOnlyList<(int Place, DocumentType Type, Fold Fold)> all, int count)
    {
        (All, _count) = (all, count);
        var columns = string.Concat(all.Select(d => $", d{d.Place}.data"));
        var joins = string.Concat(all.Select(d => $" left join {d.Type.Table} d{d.Place} on d{d.Place}.id = s.id"));
        var streams = $"{store.Options.DatabaseSchemaName}.mt_streams s";
        SelectOne = $"select s.id, s.version{columns} from {streams}{joins} where s.id = $1";
        SelectMany = $"select s.id, s.version{columns}, u.place from unnest($1::uuid[]) with ordinality u(id, place) join {streams} on s.id = u.id{joins}";
    }

    /// <summary>Each with its place among the snapshots of a stream.</summary>
    public IReadOnlyList<(int Place, DocumentType Type, Fold Fold)> All { get; }

    /// <summary>A stream's id and version with its documents, seen at one moment.</summary>
    public string SelectOne { get; }

    /// <summary>The same for many streams, each with its place in the list asked for.</summary>
    public string SelectMany { get; }

    /// <param name="streamClass">Null is any: every document is looked for.</param>
    public static InlineDocuments Of(DocumentStore store, Type? streamClass)
    {
        var folds = store.Folds.InlineSingleStream;
        return new(
            store,
            [.. folds.Select((fold, place) => (place, store.DocumentTypes.Of(fold.DocumentClass), fold))
                .Where(d => streamClass is null || d.fold.StreamType is null || d.fold.StreamType == streamClass || d.fold.DocumentClass == streamClass)],
            folds.Count);
    }

    /// <summary>A row's documents, each at its place.</summary>
    public object?[] Read(NpgsqlDataReader row)
    {
        var snapshots = new object?[_count];
        for (var i = 0; i < All.Count; i++)
            snapshots[All[i].Place] = row.IsDBNull(i + 2) ? null : All[i].Type.Read(row.GetFieldValue<byte[]>(i + 2));
        return snapshots;
    }
}
