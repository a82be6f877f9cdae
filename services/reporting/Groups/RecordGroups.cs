using Dapper;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.Groups;

/// <summary>Keeps which ID groups there are; a removed one keeps its name for the history.</summary>
internal sealed class RecordGroups(NpgsqlDataSource database)
    : IConsumer<Batch<GroupCreated>>, IConsumer<Batch<GroupRenamed>>, IConsumer<Batch<GroupRemoved>>
{
    private const string Name = """
        insert into groups as held (group_id, version, name, created_at, changed)
        select distinct on (group_id) group_id, version, name, min(created_at) over (partition by group_id), pg_current_xact_id()
        from unnest(@GroupId, @Version, @Name, @CreatedAt) as told (group_id, version, name, created_at)
        order by group_id, version desc
        on conflict (group_id) do update set
            version = greatest(held.version, excluded.version),
            name = case when excluded.version > held.version then excluded.name else held.name end,
            created_at = least(held.created_at, excluded.created_at),
            changed = excluded.changed
        where excluded.version > held.version or held.created_at is distinct from least(held.created_at, excluded.created_at)
        """;

    private const string Remove = """
        insert into groups as held (group_id, removed_at, changed)
        select group_id, min(at), pg_current_xact_id() from unnest(@GroupId, @At) as told (group_id, at) group by group_id order by group_id
        on conflict (group_id) do update set removed_at = excluded.removed_at, changed = excluded.changed
        where held.removed_at is null or held.removed_at > excluded.removed_at
        """;

    public Task Consume(ConsumeContext<Batch<GroupCreated>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<GroupRenamed>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<GroupRemoved>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<GroupCreated>> told) => Write(
        transaction, [.. told.Select(m => m.Message).Select(m => (m.GroupId, m.StreamVersion, m.Name, (DateTimeOffset?)m.CreatedAt))]);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<GroupRenamed>> told) => Write(
        transaction, [.. told.Select(m => m.Message).Select(m => (m.GroupId, m.StreamVersion, m.Name, (DateTimeOffset?)null))]);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<GroupRemoved>> told) => transaction.Connection!.ExecuteAsync(
        Remove,
        new
        {
            GroupId = told.Select(m => m.Message.GroupId).ToArray(),
            At = told.Select(m => m.Message.RemovedAt.ToUniversalTime()).ToArray(),
        },
        transaction);

    private static Task<int> Write(
        NpgsqlTransaction transaction, IReadOnlyList<(Guid GroupId, long Version, string Name, DateTimeOffset? CreatedAt)> told) =>
        transaction.Connection!.ExecuteAsync(
            Name,
            new
            {
                GroupId = told.Select(g => g.GroupId).ToArray(),
                Version = told.Select(g => g.Version).ToArray(),
                Name = told.Select(g => Text.Storable(g.Name)).ToArray(),
                CreatedAt = told.Select(g => g.CreatedAt?.ToUniversalTime()).ToArray(),
            },
            transaction);
}
