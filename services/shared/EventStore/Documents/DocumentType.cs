using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Distribution.EventStore;

/// <summary>What the store knows about one class of documents: its table, its id, its JSON, its statements.</summary>
internal abstract class DocumentType
{
    protected DocumentType(Type type, Type idType, string schema)
    {
        Type = type;
        IdType = idType;
        TableName = $"mt_doc_{SnakeCase.Of(type)}";
        Table = $"{schema}.{TableName}";
        DotNetName = type.FullName!;
        var id = idType == typeof(Guid) ? "uuid" : "varchar";
        Create = Tables.Document(schema, TableName, id);
        Load = $"select data from {Table} where id = $1";
        LoadMany = $"select id, data, mt_version from {Table} where id = any($1)";
        Upsert = $"""
            insert into {Table} as d (id, data, mt_last_modified, mt_version, mt_dotnet_type)
            select u.id, u.data, transaction_timestamp(), gen_random_uuid(), $3 from unnest($1::{id}[], $2::jsonb[]) u(id, data)
            on conflict (id) do update set data = excluded.data, mt_last_modified = excluded.mt_last_modified,
                mt_version = excluded.mt_version, mt_dotnet_type = excluded.mt_dotnet_type
            """;
        Insert = $"""
            insert into {Table} (id, data, mt_last_modified, mt_version, mt_dotnet_type)
            select u.id, u.data, transaction_timestamp(), gen_random_uuid(), $3 from unnest($1::{id}[], $2::jsonb[]) u(id, data)
            """;
        Update = $"""
            update {Table} d set data = u.data, mt_last_modified = transaction_timestamp(), mt_version = gen_random_uuid(), mt_dotnet_type = $3
            from unnest($1::{id}[], $2::jsonb[]) u(id, data) where d.id = u.id
            """;
        Replace = $"""
            with changed as (
                update {Table} d set data = u.data, mt_last_modified = transaction_timestamp(), mt_version = gen_random_uuid(), mt_dotnet_type = $3
                from unnest($1::{id}[], $2::jsonb[], $4::uuid[]) u(id, data, seen) where d.id = u.id and d.mt_version = u.seen returning 1)
            select 1 / (count(*) = $5)::int from changed
            """;
        Remove = $"delete from {Table} where id = any($1)";
        RemoveSeen = $"""
            with removed as (
                delete from {Table} d using unnest($1::{id}[], $2::uuid[]) u(id, seen) where d.id = u.id and d.mt_version = u.seen returning 1)
            select 1 / (count(*) = $3)::int from removed
            """;
        Truncate = $"truncate {Table}";
    }

    public Type Type { get; }

    /// <summary>Guid or string.</summary>
    public Type IdType { get; }

    public string TableName { get; }

    public string Table { get; }

    public string DotNetName { get; }

    public string Create { get; }

    public string Load { get; }

    public string LoadMany { get; }

    public string Upsert { get; }

    /// <summary>Fails when a document is there already.</summary>
    public string Insert { get; }

    /// <summary>Writes those that are there, and no other.</summary>
    public string Update { get; }

    /// <summary>Divides by zero, and so undoes the save, unless every document still has the version that was seen.</summary>
    public string Replace { get; }

    public string Remove { get; }

    public string RemoveSeen { get; }

    public string Truncate { get; }

    public abstract object IdOf(object document);

    public abstract void Write(Utf8JsonWriter writer, object document);

    public abstract object? Read(ReadOnlySpan<byte> json);

    internal static PropertyInfo IdProperty(Type type) =>
        type.GetProperty("Id", BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } id
        && (id.PropertyType == typeof(Guid) || id.PropertyType == typeof(string))
            ? id
            : throw new InvalidOperationException($"{type.FullName} cannot be a document: it has no public Id of type Guid or string.");
}

internal sealed class DocumentType<T>(JsonSerializerOptions options, string schema)
    : DocumentType(typeof(T), IdProperty(typeof(T)).PropertyType, schema)
    where T : notnull
{
    private readonly JsonTypeInfo<T> _json = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    private readonly Func<T, object> _id = Getter();

    public override object IdOf(object document) => _id((T)document);

    public override void Write(Utf8JsonWriter writer, object document) => JsonSerializer.Serialize(writer, (T)document, _json);

    public override object? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, _json);

    private static Func<T, object> Getter()
    {
        var get = IdProperty(typeof(T)).GetMethod!;
        if (typeof(T).IsValueType)
            return document => get.Invoke(document, null)!;
        if (get.ReturnType == typeof(string))
            return get.CreateDelegate<Func<T, string>>();
        var guid = get.CreateDelegate<Func<T, Guid>>();
        return document => guid(document);
    }
}
