using System.Text.Json;
using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.TaskReports;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Overview;

/// <summary>One line of the stream: the present state of one thing that changed. Repeating it does no harm.</summary>
/// <param name="TaskId">Set for what only those hear who follow this task.</param>
internal sealed record Change(string Kind, string Json, Guid? TaskId = null);

/// <summary>One task on one computer, as the stream tells it.</summary>
public sealed record ExecutionChange(
    Guid TaskId, Guid ComputerId, string? Name, ExecutionState State, int Progress, int Attempt, string? Reason, DateTimeOffset At);

/// <summary>A computer, an ID group or a package as the stream tells it.</summary>
public sealed record NounChange(Guid Id, string? Name, bool Present);

/// <summary>Too much changed to tell it line by line: whoever shows this kind reads it again.</summary>
public sealed record ReloadChange(string Kind, Guid? TaskId);

/// <summary>Reads what transactions of a range wrote. Each thing comes once, as it is now, however often it changed.</summary>
internal static class ChangeRows
{
    /// <summary>More lines of one kind than this no page can draw at once.</summary>
    public const int Most = 500;

    private const string Executions = """
        select e.task_id, e.computer_id, c.name, e.state, e.progress, e.attempt, e.reason, e.at
        from executions e left join computers c using (computer_id)
        where e.changed >= @from::text::xid8 and e.changed < @to::text::xid8 and e.task_id = @task limit @most
        """;

    private const string TaskIsNew = """
        t.task_id in (
            select task_id from tasks where changed >= @from::text::xid8 and changed < @to::text::xid8
            union select task_id from task_counts where changed >= @from::text::xid8 and changed < @to::text::xid8)
        limit @most
        """;

    /// <summary>The first transaction that may still be running: everything before it has ended, whatever order it committed in.</summary>
    public static async Task<ulong> Head(NpgsqlConnection connection) =>
        ulong.Parse((await connection.ExecuteScalarAsync<string>("select pg_snapshot_xmin(pg_current_snapshot())::text"))!, null);

    public static async Task<IReadOnlyList<Change>> Read(NpgsqlConnection connection, ulong from, ulong to, IEnumerable<Guid> followed)
    {
        var changes = new List<Change>();
        var range = new { from = $"{from}", to = $"{to}", most = Most + 1 };
        Add(changes, "task", null, [.. await TaskRows.Read(connection, TaskIsNew, range)]);
        foreach (var (kind, sql) in _nouns)
            Add(changes, kind, null, (await connection.QueryAsync<NounChange>(sql, range)).ToList());
        foreach (var task in followed)
            Add(changes, "execution", task, (await connection.QueryAsync<ExecutionChange>(Executions, new { range.from, range.to, range.most, task })).ToList());
        return changes;
    }

    private static readonly (string Kind, string Sql)[] _nouns =
    [
        ("computer", Noun("computers", "computer_id", "present")),
        ("group", Noun("groups", "group_id", "removed_at is null")),
        ("package", Noun("packages", "package_id", "removed_at is null")),
    ];

    private static string Noun(string table, string id, string present) =>
        $"select {id} as id, name, {present} as present from {table} where changed >= @from::text::xid8 and changed < @to::text::xid8 limit @most";

    private static void Add<T>(List<Change> changes, string kind, Guid? task, IReadOnlyCollection<T> rows)
    {
        if (rows.Count > Most)
            changes.Add(new("reload", JsonSerializer.Serialize(new ReloadChange(kind, task), HouseJson.Options), task));
        else
            changes.AddRange(rows.Select(row => new Change(kind, JsonSerializer.Serialize(row, HouseJson.Options), task)));
    }
}
