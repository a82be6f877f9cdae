using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.ComputerHistory;
using Distribution.Reporting.Tables;
using Distribution.Reporting.TaskReports;
using Distribution.Testing;
using Npgsql;

namespace Distribution.Benchmarks.Reporting;

/// <summary>Reporting's tables filled by the projection's own writers: every task on half of the computers, of which three in a hundred failed.</summary>
internal sealed class LargeTables : IAsyncDisposable
{
    private const int Rows = 5_000;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private LargeTables(ServiceUnderTest service, Guid group, Guid package, Guid[] computers, Guid[] tasks)
    {
        (Service, Database) = (service, NpgsqlDataSource.Create(TableSets.Connection(service.ConnectionString)));
        var (task, computer) = (tasks[^1], computers[computers.Length / 2 + 1]);
        Questions =
        [
            ("overview", "/reports/overview"),
            ("list of tasks", "/reports/tasks"),
            ("a task", $"/reports/tasks/{task}"),
            ("a task's breakdown", $"/reports/tasks/{task}/breakdown"),
            ("a task's computers", $"/reports/tasks/{task}/computers"),
            ("a task's failed computers", $"/reports/tasks/{task}/computers?state=Failed"),
            ("a task's computers by cause", $"/reports/tasks/{task}/computers?error=BadExitCode&exitCode=1603"),
            ("a computer of a task", $"/reports/tasks/{task}/computers/{computer}"),
            ("a computer's history", $"/reports/computers/{computer}/history"),
            ("a computer as of a moment", $"/reports/computers/{computer}?asOf=2026-01-20T00:00:00Z"),
            ("a computer's jobs", $"/reports/computers/{computer}/jobs"),
            ("packages", "/reports/packages"),
            ("a package's failed computers", $"/reports/packages/{package}/computers?state=Failed"),
            ("a group's computers", $"/reports/groups/{group}/computers"),
            ("stand-by", "/reports/stand-by"),
            ("agents", "/reports/agents"),
        ];
        Statements =
        [
            ("breakdown, slowest", Bound(GetTaskBreakdown.Slowest, task)),
            ("breakdown, facets", Bound(GetTaskBreakdown.Facets, task)),
            ("breakdown, course", Bound(GetTaskBreakdown.Minutes, task)),
            ("a task's failed computers", $"select * from executions e where e.task_id = '{task}' and e.computer_id > '{Guid.Empty}' and e.state = 'Failed' order by e.computer_id limit 101"),
            ("a task's computers by cause", $"select * from executions e where e.task_id = '{task}' and e.computer_id > '{Guid.Empty}' and e.state in ('Failed', 'TimedOut') and e.error = 'BadExitCode' and e.exit_code = 1603 order by e.computer_id limit 101"),
            ("a computer's jobs", $"select * from executions e where e.computer_id = '{computer}' and e.task_id > '{Guid.Empty}' order by e.task_id limit 101"),
            ("a computer's history", $"select * from timeline l where l.computer_id = '{computer}' order by l.at desc, l.message_id desc limit 101"),
            ("stand-by", "select * from executions e where e.waiting_for = 'Contact' and e.until is null and e.state = 'Waiting' order by e.at, e.execution_id limit 101"),
        ];
    }

    public ServiceUnderTest Service { get; }

    public NpgsqlDataSource Database { get; }

    public IReadOnlyList<(string Work, string Path)> Questions { get; }

    public IReadOnlyList<(string Work, string Sql)> Statements { get; }

    public static async Task<LargeTables> FillAsync(int computers, int tasks)
    {
        var (group, package) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var ids = Enumerable.Range(0, computers).Select(_ => Guid.NewGuid()).ToArray();
        var taskIds = Enumerable.Range(0, tasks).Select(_ => Guid.CreateVersion7()).ToArray();
        var made = new LargeTables(await ServiceUnderTest.StartAsync(Distribution.Reporting.Program.Build), group, package, ids, taskIds);
        await using var connection = await made.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into groups (group_id, version, name, created_at, changed) values (@group, 1, 'Everybody', now(), pg_current_xact_id());
            insert into packages (package_id, version, name, software_version, changed) values (@package, 1, 'htop', '3', pg_current_xact_id());
            insert into package_revisions values (@package, 1, 'htop', '3', '2025-01-01');
            insert into computers (computer_id, version, name, agent_version, changed)
                select id, 1, 'pc-' || n, '1.' || n % 7, pg_current_xact_id() from unnest(@ids) with ordinality as c (id, n);
            insert into timeline (computer_id, at, message_id, what, detail) select id, '2025-01-01', gen_random_uuid(), 'ComputerEnrolled', 'pc' from unnest(@ids) as c (id);
            insert into memberships select @group, id, 1, true, '2025-01-01' from unnest(@ids) as c (id)
            """,
            new { group, package, ids }, commandTimeout: 600);
        for (var n = 0; n < tasks; n++)
        {
            await connection.ExecuteAsync(
                """
                insert into tasks (task_id, name, kind, class, created_at, started_at, group_ids, package_ids, changed)
                values (@task, @name, 'Distribution', 'Administrator', @at, @at, array[@group], array[@package], pg_current_xact_id())
                """,
                new { task = taskIds[n], name = $"task {n}", at = Begin.AddDays(n).ToUniversalTime(), group, package });
            foreach (var some in ids.Index().Where(c => (c.Index + n) % 2 == 0).Chunk(Rows))
                await WriteAsync(connection, taskIds[n], n, some);
        }

        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 600);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Service.DisposeAsync();
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Guid task, int n, (int Index, Guid Item)[] computers)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var rows = computers.Select(c => RowOf(task, n, c.Index, c.Item)).ToList();
        await RecordActions.Write(transaction, [.. rows.Where(r => r.State == ExecutionState.Failed).Select(r => new ActionCompleted(
            r.ExecutionId, task, r.ComputerId, 6, 1, 1, "htop", ActionOutcome.Failed, 1603, "disk full", "exit code 1603", r.At, r.At, ErrorClass.BadExitCode))]);
        await ExecutionRows.Write(transaction, rows);
        await TimeLine.Write(transaction, [.. rows.Select(r => new TimeLineEntry(r.ComputerId, r.At, r.ExecutionId, nameof(ExecutionEnded), task, null, 1, r.State.ToString()))]);
        await transaction.CommitAsync();
    }

    private static ExecutionRow RowOf(Guid task, int n, int index, Guid computer)
    {
        var state = ((index + n) % 100) switch { < 3 => ExecutionState.Failed, 3 => ExecutionState.Waiting, 4 => ExecutionState.Running, _ => ExecutionState.Succeeded };
        var begun = Begin.AddDays(n);
        return new(
            task, computer, Guid.CreateVersion7(), 7, 1, state, 100, state == ExecutionState.Failed ? "exit code 1603" : null, begun,
            begun.AddSeconds(30 + index % 7_200), 1 + index % 5, state == ExecutionState.Waiting ? WaitingFor.Contact : null);
    }

    private static string Bound(string sql, Guid id) => sql.Replace("@id", $"'{id}'", StringComparison.Ordinal);
}
