using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.ComputerHistory;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>Keeps how each action ended on each computer, attempt by attempt (domain 6.4).</summary>
internal sealed class RecordActions(NpgsqlDataSource database) : IConsumer<Batch<ActionCompleted>>
{
    private const string Upsert = """
        insert into actions as held
            (execution_id, attempt, action, version, task_id, computer_id, name, outcome, exit_code, output_tail, reason, started_at, ended_at, error)
        select distinct on (execution_id, attempt, action) *
        from unnest(@ExecutionId, @Attempt, @Action, @Version, @TaskId, @ComputerId, @Name, @Outcome, @ExitCode, @OutputTail, @Reason, @StartedAt, @EndedAt, @Error)
            as told (execution_id, attempt, action, version, task_id, computer_id, name, outcome, exit_code, output_tail, reason, started_at, ended_at, error)
        order by execution_id, attempt, action, version desc
        on conflict (execution_id, attempt, action) do update set
            version = excluded.version, name = excluded.name, outcome = excluded.outcome, exit_code = excluded.exit_code,
            output_tail = excluded.output_tail, reason = excluded.reason, started_at = excluded.started_at, ended_at = excluded.ended_at,
            error = excluded.error
        where excluded.version > held.version
        """;

    public Task Consume(ConsumeContext<Batch<ActionCompleted>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ActionCompleted>> told)
    {
        await Write(transaction, [.. told.Select(m => m.Message)]);
        var failed = told.Where(m => m.Message.Outcome is not (ActionOutcome.Succeeded or ActionOutcome.Skipped)).Select(m => m.Message.ExecutionId).ToArray();
        if (failed.Length > 0)
        {
            await Causes.HoldAsync(transaction);
            await Causes.WriteAsync(transaction, failed);
        }

        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.EndedAt, m.Id, nameof(ActionCompleted), m.Message.TaskId, null, m.Message.Attempt,
            m.Message.Outcome.ToString(), m.Message.ExitCode, m.Message.Reason is { } reason ? $"{m.Message.Name}: {reason}" : m.Message.Name))]);
    }

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<ActionCompleted> told) => transaction.Connection!.ExecuteAsync(
        Upsert,
        new
        {
            ExecutionId = told.Select(a => a.ExecutionId).ToArray(),
            Attempt = told.Select(a => a.Attempt).ToArray(),
            Action = told.Select(a => a.Action).ToArray(),
            Version = told.Select(a => a.StreamVersion).ToArray(),
            TaskId = told.Select(a => a.TaskId).ToArray(),
            ComputerId = told.Select(a => a.ComputerId).ToArray(),
            Name = told.Select(a => Text.Storable(a.Name)).ToArray(),
            Outcome = told.Select(a => a.Outcome.ToString()).ToArray(),
            ExitCode = told.Select(a => a.ExitCode).ToArray(),
            OutputTail = told.Select(a => Text.Storable(a.OutputTail)).ToArray(),
            Reason = told.Select(a => Text.Storable(a.Reason)).ToArray(),
            StartedAt = told.Select(a => a.StartedAt.ToUniversalTime()).ToArray(),
            EndedAt = told.Select(a => a.EndedAt.ToUniversalTime()).ToArray(),
            Error = told.Select(a => a.Error?.ToString()).ToArray(),
        },
        transaction);
}
