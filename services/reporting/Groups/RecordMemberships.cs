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
        insert into reporting.memberships as held (group_id, computer_id, version, present, at)
        select distinct on (group_id, computer_id) * from unnest(@GroupId, @ComputerId, @Version, @Present, @At)
            as told (group_id, computer_id, version, present, at)
        order by group_id, computer_id, version desc
        on conflict (group_id, computer_id) do update set version = excluded.version, present = excluded.present, at = excluded.at
        where excluded.version > held.version
        """;

    public Task Consume(ConsumeContext<Batch<ComputerJoinedGroup>> context) => Write(
        [.. context.Message.Select(m => m.Message).Select(m => (m.GroupId, m.ComputerId, m.StreamVersion, Present: true, m.JoinedAt))],
        context.Message.Select(m => new TimeLineEntry(m.Message.ComputerId, m.Message.JoinedAt, m.EventId(), nameof(ComputerJoinedGroup), GroupId: m.Message.GroupId)),
        context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ComputerLeftGroup>> context) => Write(
        [.. context.Message.Select(m => m.Message).Select(m => (m.GroupId, m.ComputerId, m.StreamVersion, Present: false, m.LeftAt))],
        context.Message.Select(m => new TimeLineEntry(m.Message.ComputerId, m.Message.LeftAt, m.EventId(), nameof(ComputerLeftGroup), GroupId: m.Message.GroupId)),
        context.CancellationToken);

    private Task Write(
        IReadOnlyList<(Guid GroupId, Guid ComputerId, long Version, bool Present, DateTimeOffset At)> told, IEnumerable<TimeLineEntry> lines, CancellationToken cancel) =>
        database.InOneTransaction(
            async transaction =>
            {
                var columns = new
                {
                    GroupId = told.Select(m => m.GroupId).ToArray(),
                    ComputerId = told.Select(m => m.ComputerId).ToArray(),
                    Version = told.Select(m => m.Version).ToArray(),
                    Present = told.Select(m => m.Present).ToArray(),
                    At = told.Select(m => m.At.ToUniversalTime()).ToArray(),
                };
                await transaction.Connection!.ExecuteAsync(Upsert, columns, transaction);
                await TimeLine.Write(transaction, [.. lines]);
            },
            cancel);
}
