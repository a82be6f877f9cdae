namespace Distribution.Reporting.Export;

/// <summary>One list that can be taken away whole.</summary>
/// <param name="Sql">Columns by the names that the fields have; the parameters are @id (of the task, computer or group) and @state.</param>
/// <param name="Of">What @id is the id of; null where the list is of everything.</param>
/// <param name="Permission">What it asks for beyond reading reports; null is nothing.</param>
internal sealed record ExportedList(string Name, string Sql, string? Of = null, string? Permission = null);

/// <summary>Which lists there are; each statement runs along an index, and none sorts what it could not hold.</summary>
internal static class Exports
{
    private const string Jobs = """
        select e.task_id, t.name as task_name, e.computer_id, c.name as computer_name, e.execution_id, e.state, e.wave, e.attempt, e.progress, e.reason,
               e.error, e.exit_code, e.waiting_for, e.until, e.requested_at, e.at
        from executions e left join tasks t on t.task_id = e.task_id left join computers c on c.computer_id = e.computer_id
        """;

    public static readonly IReadOnlyList<ExportedList> All =
    [
        new("tasks", """
            select t.task_id, t.name, t.kind, t.class, t.created_at, t.start_at, t.started_at, t.verdict, t.verdict_at, t.cancelled_at, t.removed_at,
                   (select sum(count) from task_counts c where c.task_id = t.task_id and c.state <> 'Removed')::bigint as computers,
                   (select sum(count) from task_counts c where c.task_id = t.task_id and c.state = 'Succeeded')::bigint as succeeded,
                   (select sum(count) from task_counts c where c.task_id = t.task_id and c.state in ('Failed', 'TimedOut'))::bigint as failed
            from tasks t where t.created_at is not null and t.removed_at is null order by t.created_at desc, t.task_id desc
            """),
        new("computers", """
            select computer_id, name, operating_system, architecture, agent_version, enrolled_at, contact_at from computers where present order by computer_id
            """),
        new("task-computers", $"{Jobs} where e.task_id = @id and (@state is null or e.state = @state) order by e.computer_id", "task"),
        new("task-actions", """
            select e.computer_id, c.name as computer_name, a.attempt, a.action, a.name, a.outcome, a.exit_code, a.error, a.reason, a.started_at, a.ended_at, a.output_tail
            from executions e join actions a using (execution_id) left join computers c on c.computer_id = e.computer_id
            where e.task_id = @id and (@state is null or e.state = @state) order by e.computer_id, a.attempt, a.action
            """, "task"),
        new("computer-jobs", $"{Jobs} where e.computer_id = @id and (@state is null or e.state = @state) order by e.task_id", "computer"),
        new("computer-history", """
            select l.at, l.what, l.task_id, t.name as task_name, l.group_id, g.name as group_name, l.attempt, l.state, l.exit_code, l.detail
            from timeline l left join tasks t on t.task_id = l.task_id left join groups g on g.group_id = l.group_id
            where l.computer_id = @id and (@state is null or l.state = @state) order by l.at desc, l.message_id desc
            """, "computer"),
        new("group-computers", $"""
            {Jobs} join memberships m on m.group_id = @id and m.computer_id = e.computer_id and m.present
            where t.group_ids @> array[@id]::uuid[] and (@state is null or e.state = @state) order by m.computer_id, e.task_id
            """, "group"),
        new("audit", """
            select at, service, caller_name, caller_kind, caller_id, address, request_id, action, noun, subject_id, changes::text as changes
            from audit order by at desc, audit_id desc
            """, Permission: "audit.read"),
        new("stand-by", $"{Jobs} where e.waiting_for = 'Contact' and e.until is null and e.state = 'Waiting' order by e.at, e.execution_id"),
    ];
}
