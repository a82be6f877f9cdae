using Dapper;
using Distribution.Contracts.Packages.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.Packages;

/// <summary>Keeps which packages there are; a removed one keeps its name and version for the history.</summary>
internal sealed class RecordPackages(NpgsqlDataSource database)
    : IConsumer<Batch<PackageRegistered>>, IConsumer<Batch<PackageEdited>>, IConsumer<Batch<PackageRemoved>>
{
    private const string Define = """
        insert into packages as held
            (package_id, version, name, software_version, kind, file_name, content_size, registered_at, changed)
        select distinct on (package_id)
            package_id, version, name, software_version, kind, file_name, content_size, min(registered_at) over (partition by package_id), pg_current_xact_id()
        from unnest(@PackageId, @Version, @Name, @SoftwareVersion, @Kind, @FileName, @ContentSize, @RegisteredAt)
            as told (package_id, version, name, software_version, kind, file_name, content_size, registered_at)
        order by package_id, version desc
        on conflict (package_id) do update set
            version = greatest(held.version, excluded.version),
            name = case when excluded.version > held.version then excluded.name else held.name end,
            software_version = case when excluded.version > held.version then excluded.software_version else held.software_version end,
            kind = coalesce(held.kind, excluded.kind), file_name = coalesce(held.file_name, excluded.file_name),
            content_size = coalesce(held.content_size, excluded.content_size),
            registered_at = least(held.registered_at, excluded.registered_at), changed = excluded.changed
        where excluded.version > held.version or held.registered_at is distinct from least(held.registered_at, excluded.registered_at)
        """;

    private const string Revise = """
        insert into package_revisions (package_id, version, name, software_version, at)
        select * from unnest(@PackageId, @Version, @Name, @SoftwareVersion, @At) as told (package_id, version, name, software_version, at)
        order by package_id, version
        on conflict do nothing
        """;

    private const string Remove = """
        insert into packages as held (package_id, removed_at, changed)
        select package_id, min(at), pg_current_xact_id() from unnest(@PackageId, @At) as told (package_id, at) group by package_id order by package_id
        on conflict (package_id) do update set removed_at = excluded.removed_at, changed = excluded.changed
        where held.removed_at is null or held.removed_at > excluded.removed_at
        """;

    public Task Consume(ConsumeContext<Batch<PackageRegistered>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<PackageEdited>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<PackageRemoved>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<PackageRegistered>> told) => Write(
        transaction, [.. told.Select(m => m.Message).Select(m => (m.PackageId, m.StreamVersion, m.Definition, m.RegisteredAt, (DateTimeOffset?)m.RegisteredAt))]);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<PackageEdited>> told) => Write(
        transaction, [.. told.Select(m => m.Message).Select(m => (m.PackageId, m.StreamVersion, m.Definition, m.EditedAt, (DateTimeOffset?)null))]);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<PackageRemoved>> told) => transaction.Connection!.ExecuteAsync(
        Remove,
        new
        {
            PackageId = told.Select(m => m.Message.PackageId).ToArray(),
            At = told.Select(m => m.Message.RemovedAt.ToUniversalTime()).ToArray(),
        },
        transaction);

    private static async Task Write(
        NpgsqlTransaction transaction, IReadOnlyList<(Guid Id, long Version, PackageDefinition Definition, DateTimeOffset At, DateTimeOffset? RegisteredAt)> told)
    {
        var columns = new
        {
            PackageId = told.Select(p => p.Id).ToArray(),
            Version = told.Select(p => p.Version).ToArray(),
            Name = told.Select(p => Text.Storable(p.Definition.Name)).ToArray(),
            SoftwareVersion = told.Select(p => Text.Storable(p.Definition.SoftwareVersion)).ToArray(),
            Kind = told.Select(p => p.Definition.Kind.ToString()).ToArray(),
            FileName = told.Select(p => Text.Storable(p.Definition.FileName)).ToArray(),
            ContentSize = told.Select(p => p.Definition.ContentSize).ToArray(),
            At = told.Select(p => p.At.ToUniversalTime()).ToArray(),
            RegisteredAt = told.Select(p => p.RegisteredAt?.ToUniversalTime()).ToArray(),
        };
        await transaction.Connection!.ExecuteAsync(Define, columns, transaction);
        await transaction.Connection!.ExecuteAsync(Revise, columns, transaction);
    }
}
