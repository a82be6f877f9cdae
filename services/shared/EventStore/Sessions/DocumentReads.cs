using System.Text;
using Npgsql;

namespace Distribution.EventStore;

internal static class DocumentReads
{
    public static async Task<T?> LoadAsync<T>(DocumentStore store, object id, CancellationToken ct)
        where T : notnull
    {
        var type = await store.TableAsync(typeof(T), ct);
        if (id.GetType() != type.IdType)
            throw new ArgumentException($"A {typeof(T).Name} is identified by a {type.IdType.Name}.", nameof(id));
        await using var connection = await store.Statements.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(type.Load, connection);
        command.Parameters.Add(IdParameter(id));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (T?)type.Read(reader.GetFieldValue<byte[]>(0)) : default;
    }

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(DocumentStore store, string sql, object[] parameters, CancellationToken ct)
    {
        await store.ReadyAsync(ct);
        var text = sql.TrimStart();
        if (!text.StartsWith("select", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("with", StringComparison.OrdinalIgnoreCase))
            text = $"select d.data from {(await store.TableAsync(typeof(T), ct)).Table} as d {text}";

        await using var connection = await store.Queries.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(Positional(text, parameters.Length), connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter is DateTimeOffset at
                ? new NpgsqlParameter { Value = at.ToUniversalTime() }
                : new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var isJson = reader.FieldCount > 0 && reader.GetDataTypeName(0) is "jsonb" or "json";
        var document = isJson && typeof(T) != typeof(string) ? DocumentJson.Of<T>(store) : null;
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            if (document is not null)
                rows.Add(document(reader.GetFieldValue<byte[]>(0)));
            else
                rows.Add(reader.IsDBNull(0) ? default! : reader.GetFieldValue<T>(0));
        }

        return rows;
    }

    internal static NpgsqlParameter IdParameter(object id) =>
        id is Guid guid ? new NpgsqlParameter<Guid> { TypedValue = guid } : new NpgsqlParameter<string> { TypedValue = (string)id };

    /// <summary>Each ? outside quotes becomes $1, $2, ...</summary>
    private static string Positional(string sql, int parameters)
    {
        var text = new StringBuilder(sql.Length + 8);
        var count = 0;
        var quote = '\0';
        foreach (var c in sql)
        {
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"')
                quote = c;
            if (c == '?' && quote == '\0')
                text.Append('$').Append(++count);
            else
                text.Append(c);
        }

        return count == parameters
            ? text.ToString()
            : throw new ArgumentException($"The SQL has {count} places for {parameters} parameters.", nameof(parameters));
    }
}

/// <summary>Reads a column of JSON as T, which need not be a document.</summary>
internal static class DocumentJson
{
    public static Func<byte[], T> Of<T>(DocumentStore store) =>
        json => System.Text.Json.JsonSerializer.Deserialize<T>(json, store.Options.Json)!;
}
