using Distribution.ServiceDefaults;

namespace Distribution.Reporting.Overview;

/// <summary>What an operator watches, read from counts that the tables keep anyway.</summary>
internal static class ReportFigures
{
    public static Figure[] All { get; } =
    [
        new("distribution.executions", "{execution}", "Executions by state.",
            "select state, sum(count)::float8 from reporting.task_counts group by state", "state"),
        new("distribution.executions.failed", "{execution}", "Executions that failed or timed out, by the class of their error.",
            """
            select case when error = '' then state else error end, sum(count)::float8 from reporting.task_facets
            where state in ('Failed', 'TimedOut') group by 1
            """, "error.type"),
        new("distribution.instruction.oldest", "s", "How long the oldest instruction has waited in a computer's queue.",
            """
            select null::text, coalesce(extract(epoch from now() - (select at from reporting.executions where state = 'Dispatched' order by at limit 1)), 0)::float8
            """),
    ];
}
