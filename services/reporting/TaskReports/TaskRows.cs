using System.Text.Json;
using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>Reads tasks with their counts; the counts are kept, not made by looking at each computer.</summary>
internal static class TaskRows
{
    private const string Columns = """
        select t.task_id as id, t.name, t.kind, t.class, t.group_ids, t.package_ids, t.created_at, t.start_at, t.expires_at,
               t.started_at, t.verdict, t.verdict_at, t.cancelled_at, t.cancel_reason, t.removed_at, c.counts
        from tasks t
        left join lateral (select jsonb_object_agg(state, count)::text as counts from task_counts where task_id = t.task_id) c on true
        where t.created_at is not null and
        """;

    /// <summary>The tasks that a condition on t chooses.</summary>
    public static async Task<IReadOnlyList<TaskReport>> Read(NpgsqlConnection connection, string condition, object parameters) =>
        [.. (await connection.QueryAsync<Row>($"{Columns} {condition}", parameters)).Select(row => row.Report())];

    private sealed class Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public TaskKind Kind { get; init; }
        public TaskClass Class { get; init; }
        public Guid[] GroupIds { get; init; } = [];
        public Guid[] PackageIds { get; init; } = [];
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? StartAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
        public DateTimeOffset? StartedAt { get; init; }
        public string? Verdict { get; init; }
        public DateTimeOffset? VerdictAt { get; init; }
        public DateTimeOffset? CancelledAt { get; init; }
        public string? CancelReason { get; init; }
        public DateTimeOffset? RemovedAt { get; init; }
        public string? Counts { get; init; }

        public TaskReport Report()
        {
            var counts = ExecutionCounts.Of(Counts is null ? new Dictionary<string, long>() : JsonSerializer.Deserialize<Dictionary<string, long>>(Counts)!);
            TaskProgress? verdict = Verdict is null ? null : Enum.Parse<TaskProgress>(Verdict);
            return new(
                Id, Name, Kind, Class, TaskReport.StateOf(StartedAt is not null, CancelledAt is not null, verdict, counts),
                counts.Computers, counts.Finished, counts.Errors, counts, PackageIds, GroupIds,
                CreatedAt, StartAt, ExpiresAt, StartedAt, VerdictAt, CancelledAt, CancelReason, RemovedAt);
        }
    }
}
