using Dapper;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>
/// Why an execution failed is said by its actions, that it failed by another message, and they come in any order by different queues.
/// So whoever writes either of them looks for the other afterwards, one after the other: two who did so at the same moment would each
/// not see what the other has not committed yet, and the cause would be lost.
/// </summary>
internal static class Causes
{
    // Sorted, as every writer of executions locks them.
    private const string Lock = """
        select count(*) from (
            select from executions e join (select distinct task_id, computer_id from actions where execution_id = any(@executions)) a using (task_id, computer_id)
            order by e.task_id, e.computer_id for update of e) locked
        """;

    private const string Derive = """
        update executions e set error = cause.error, exit_code = cause.exit_code, changed = pg_current_xact_id()
        from (
            select distinct on (a.execution_id, a.attempt) a.execution_id, a.attempt, a.task_id, a.computer_id, a.error, a.exit_code
            from actions a where a.execution_id = any(@executions) and a.outcome not in ('Succeeded', 'Skipped')
            order by a.execution_id, a.attempt, a.action) cause
        where e.task_id = cause.task_id and e.computer_id = cause.computer_id and e.attempt = cause.attempt
          and (e.error is distinct from cause.error or e.exit_code is distinct from cause.exit_code)
        """;

    /// <summary>
    /// One at a time until the transaction ends. Comes before the first row of executions is written, or two would wait for each
    /// other; and the derivation is a statement of its own, and so sees what was committed before.
    /// </summary>
    public static Task HoldAsync(NpgsqlTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "select pg_advisory_xact_lock(hashtextextended('reporting.causes', 0))", transaction: transaction);

    /// <summary>Writes the causes of these executions' present attempts; the lock is held.</summary>
    public static async Task WriteAsync(NpgsqlTransaction transaction, Guid[] executions)
    {
        await transaction.Connection!.ExecuteAsync(Lock, new { executions }, transaction);
        await transaction.Connection!.ExecuteAsync(Derive, new { executions }, transaction);
    }
}
