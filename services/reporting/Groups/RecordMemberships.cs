using Dapper;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Reporting.ComputerHistory;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.Groups;

/// <summary>Keeps who is in which ID group, and says in the computer's time line when that changed.</summary>
internal sealed class RecordMemberships(NpgsqlDataSource database) : IConsumer<Batch<ComputerJoinedGroup>>, IConsumer<Batch<ComputerLeftGroup>>
{
    private const string Upsert = """
        insert into memberships as held (group_id, computer_id, version, present, at)
        select distinct on (group_id, computer_id) * from unnest(@GroupId, @ComputerId, @Version, @Present, @At)
            as told (group_id, computer_id, version, present, at)
        order by group_id, computer_id, version desc
        on conflict (group_id, computer_id) do update set version = excluded.version, present = excluded.present, at = excluded.at
        where excluded.version > held.version
        """;

    public Task Consume(ConsumeContext<Batch<ComputerJoinedGroup>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ComputerLeftGroup>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ComputerJoinedGroup>> told) => Write(
        transaction, nameof(ComputerJoinedGroup), true,
        [.. told.Select(m => (m.Id, m.Message.GroupId, m.Message.ComputerId, m.Message.StreamVersion, m.Message.JoinedAt))]);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ComputerLeftGroup>> told) => Write(
        transaction, nameof(ComputerLeftGroup), false,
        [.. told.Select(m => (m.Id, m.Message.GroupId, m.Message.ComputerId, m.Message.StreamVersion, m.Message.LeftAt))]);

    private static async Task Write(
        NpgsqlTransaction transaction, string what, bool present,
        IReadOnlyList<(Guid Id, Guid GroupId, Guid ComputerId, long Version, DateTimeOffset At)> told)
    {
        await transaction.Connection!.ExecuteAsync(
            Upsert,
            new
            {
                GroupId = told.Select(m => m.GroupId).ToArray(),
                ComputerId = told.Select(m => m.ComputerId).ToArray(),
                Version = told.Select(m => m.Version).ToArray(),
                Present = told.Select(_ => present).ToArray(),
                At = told.Select(m => m.At.ToUniversalTime()).ToArray(),
            },
            transaction);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(m.ComputerId, m.At, m.Id, what, GroupId: m.GroupId))]);
    }
}
