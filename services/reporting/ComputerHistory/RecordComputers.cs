using Dapper;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.ComputerHistory;

/// <summary>Keeps which computers there are; one that left and came back is there when its enrolment is the later event.</summary>
internal sealed class RecordComputers(NpgsqlDataSource database)
    : IConsumer<Batch<ComputerEnrolled>>, IConsumer<Batch<ComputerRemoved>>, IConsumer<Batch<ComputerMadeContact>>,
        IConsumer<Batch<SecurityFindingReported>>
{
    private const string Enrol = """
        insert into computers as held (computer_id, version, name, operating_system, architecture, enrolled_at, changed)
        select distinct on (computer_id) computer_id, version, name, operating_system, architecture, enrolled_at, pg_current_xact_id()
        from unnest(@ComputerId, @Version, @Name, @OperatingSystem, @Architecture, @At)
            as told (computer_id, version, name, operating_system, architecture, enrolled_at)
        order by computer_id, version desc
        on conflict (computer_id) do update set
            version = excluded.version, name = excluded.name, operating_system = excluded.operating_system,
            architecture = excluded.architecture, enrolled_at = excluded.enrolled_at, changed = excluded.changed
        where excluded.version > held.version
        """;

    private const string Remove = """
        insert into computers as held (computer_id, removed_version, removed_at, changed)
        select distinct on (computer_id) computer_id, version, removed_at, pg_current_xact_id()
        from unnest(@ComputerId, @Version, @At) as told (computer_id, version, removed_at)
        order by computer_id, version desc
        on conflict (computer_id) do update set removed_version = excluded.removed_version, removed_at = excluded.removed_at, changed = excluded.changed
        where excluded.removed_version > held.removed_version
        """;

    private const string Meet = """
        insert into computers as held (computer_id, agent_version, contact_at, changed)
        select distinct on (computer_id) computer_id, agent_version, at, pg_current_xact_id()
        from unnest(@ComputerId, @AgentVersion, @At) as told (computer_id, agent_version, at)
        where agent_version is not null
        order by computer_id, at desc, agent_version
        on conflict (computer_id) do update set agent_version = excluded.agent_version, contact_at = excluded.contact_at,
            changed = case when held.agent_version is distinct from excluded.agent_version then excluded.changed else held.changed end
        where held.contact_at is null or (excluded.contact_at, excluded.agent_version) > (held.contact_at, held.agent_version)
        """;

    public Task Consume(ConsumeContext<Batch<ComputerEnrolled>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ComputerRemoved>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ComputerMadeContact>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<SecurityFindingReported>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<SecurityFindingReported>> told) => TimeLine.Write(
        transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.FoundAt, m.Id, nameof(SecurityFindingReported), State: m.Message.Kind.ToString(), Detail: m.Message.Detail))]);

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ComputerMadeContact>> told)
    {
        await transaction.Connection!.ExecuteAsync(
            Meet,
            new
            {
                ComputerId = told.Select(c => c.Message.ComputerId).ToArray(),
                AgentVersion = told.Select(c => Text.Storable(c.Message.AgentVersion)).ToArray(),
                At = told.Select(c => c.Message.ContactAt.ToUniversalTime()).ToArray(),
            },
            transaction);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.ContactAt, m.Id, nameof(ComputerMadeContact), Detail: m.Message.AgentVersion))]);
    }

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ComputerEnrolled>> told)
    {
        await transaction.Connection!.ExecuteAsync(
            Enrol,
            new
            {
                ComputerId = told.Select(c => c.Message.ComputerId).ToArray(),
                Version = told.Select(c => c.Message.StreamVersion).ToArray(),
                Name = told.Select(c => Text.Storable(c.Message.Name)).ToArray(),
                OperatingSystem = told.Select(c => Text.Storable(c.Message.OperatingSystem)).ToArray(),
                Architecture = told.Select(c => Text.Storable(c.Message.Architecture)).ToArray(),
                At = told.Select(c => c.Message.EnrolledAt.ToUniversalTime()).ToArray(),
            },
            transaction);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.EnrolledAt, m.Id, nameof(ComputerEnrolled), Detail: m.Message.Name))]);
    }

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ComputerRemoved>> told)
    {
        await transaction.Connection!.ExecuteAsync(
            Remove,
            new
            {
                ComputerId = told.Select(c => c.Message.ComputerId).ToArray(),
                Version = told.Select(c => c.Message.StreamVersion).ToArray(),
                At = told.Select(c => c.Message.RemovedAt.ToUniversalTime()).ToArray(),
            },
            transaction);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.RemovedAt, m.Id, nameof(ComputerRemoved), Detail: Text.Storable(m.Message.Reason)))]);
    }
}
