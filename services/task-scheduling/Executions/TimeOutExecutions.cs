using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Ends what the clock ends: silence beyond the deadline is a time-out, what has not begun by the task's expiry expires.</summary>
[DisallowConcurrentExecution]
internal sealed class TimeOutExecutions(ExecutionPages pages, TimeProvider clock) : IJob
{
    private const string WakeAt = "(data ->> 'WakeAt')::bigint";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await pages.SweepAsync(
            new ExecutionsOf($"{WakeAt} <= ?", now.ToUnixTimeMilliseconds()) { Order = WakeAt }, e => ExecutionDecisions.Wake(e, now), ct);
    }
}
