using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>Where one task stands on one computer, as one message told it.</summary>
/// <param name="RequestedAt">Set by the message that requested it, null in all others.</param>
internal sealed record ExecutionRow(
    Guid TaskId, Guid ComputerId, Guid ExecutionId, long Version, int Attempt, ExecutionState State, int Progress, string? Reason,
    DateTimeOffset? RequestedAt, DateTimeOffset At, int? Wave = null, WaitingFor? WaitingFor = null, DateTimeOffset? Until = null, ErrorClass? Error = null);

/// <summary>The writer of the table of executions; the order in which messages come makes no difference to it.</summary>
internal static class ExecutionRows
{
    // Sorted by key, so that two replicas lock the rows in the same order; within a key the newest comes first and is taken.
    private const string Upsert = """
        insert into executions as held
            (task_id, computer_id, execution_id, version, attempt, state, progress, reason, requested_at, at, wave, waiting_for, until, error, changed)
        select distinct on (task_id, computer_id)
            task_id, computer_id, execution_id, version, attempt, state, progress, reason,
            min(requested_at) over (partition by task_id, computer_id), at, max(wave) over (partition by task_id, computer_id),
            waiting_for, until, error, pg_current_xact_id()
        from unnest(@TaskId, @ComputerId, @ExecutionId, @Version, @Attempt, @State, @Progress, @Reason, @RequestedAt, @At, @Wave, @WaitingFor, @Until, @Error)
            as told (task_id, computer_id, execution_id, version, attempt, state, progress, reason, requested_at, at, wave, waiting_for, until, error)
        order by task_id, computer_id, version desc
        on conflict (task_id, computer_id) do update set
            version = excluded.version, attempt = excluded.attempt, state = excluded.state, progress = excluded.progress,
            reason = excluded.reason, requested_at = least(held.requested_at, excluded.requested_at), at = excluded.at,
            wave = coalesce(held.wave, excluded.wave), waiting_for = excluded.waiting_for, until = excluded.until,
            error = coalesce(excluded.error, case when excluded.attempt = held.attempt then held.error end),
            exit_code = case when excluded.attempt = held.attempt then held.exit_code end, changed = excluded.changed
        where excluded.version > held.version
        """;

    // A request that was overtaken by what followed it still tells when everything began.
    private const string FirstRequest = """
        update executions as held set
            requested_at = least(held.requested_at, told.requested_at), wave = coalesce(held.wave, told.wave), changed = pg_current_xact_id()
        from (select task_id, computer_id, min(requested_at) as requested_at, max(wave) as wave
              from unnest(@TaskId, @ComputerId, @RequestedAt, @Wave) as t (task_id, computer_id, requested_at, wave)
              where requested_at is not null group by task_id, computer_id order by task_id, computer_id) told
        where held.task_id = told.task_id and held.computer_id = told.computer_id
          and (held.requested_at is null or held.requested_at > told.requested_at or (held.wave is null and told.wave is not null))
        """;

    public static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<ExecutionRow> told)
    {
        var columns = new
        {
            TaskId = told.Select(e => e.TaskId).ToArray(),
            ComputerId = told.Select(e => e.ComputerId).ToArray(),
            ExecutionId = told.Select(e => e.ExecutionId).ToArray(),
            Version = told.Select(e => e.Version).ToArray(),
            Attempt = told.Select(e => e.Attempt).ToArray(),
            State = told.Select(e => e.State.ToString()).ToArray(),
            Progress = told.Select(e => e.Progress).ToArray(),
            Reason = told.Select(e => Text.Storable(e.Reason)).ToArray(),
            RequestedAt = told.Select(e => e.RequestedAt?.ToUniversalTime()).ToArray(),
            At = told.Select(e => e.At.ToUniversalTime()).ToArray(),
            Wave = told.Select(e => e.Wave).ToArray(),
            WaitingFor = told.Select(e => e.WaitingFor?.ToString()).ToArray(),
            Until = told.Select(e => e.Until?.ToUniversalTime()).ToArray(),
            Error = told.Select(e => e.Error?.ToString()).ToArray(),
        };
        var failed = told.Where(e => e.State is ExecutionState.Failed or ExecutionState.TimedOut).Select(e => e.ExecutionId).ToArray();
        if (failed.Length > 0)
            await Causes.HoldAsync(transaction);
        await transaction.Connection!.ExecuteAsync(Upsert, columns, transaction);
        if (told.Any(e => e.RequestedAt is not null))
            await transaction.Connection!.ExecuteAsync(FirstRequest, columns, transaction);
        if (failed.Length > 0)
            await Causes.WriteAsync(transaction, failed);
    }
}
