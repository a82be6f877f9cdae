using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;
using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Passes orders to retry on to the executions, in pages; an interruption leaves some done, and the next beat does the rest.</summary>
[DisallowConcurrentExecution]
internal sealed class CarryOutRetryOrders(ExecutionPages pages, Correlation correlation, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var order in await pages.InScopeAsync(session => session.QueryAsync<RetryOrder>("where data ->> 'IsOpen' = 'true' order by id limit 100", ct)))
        {
            // What follows belongs to the operator's request.
            correlation.Id = await pages.InScopeAsync(async session => (await session.Events.FetchStreamAsync(order.Id, token: ct))[^1].CorrelationId);
            var retried = await RetryAsync(order, ct);
            await pages.DecideAsync<RetryOrder>(order.Id, null, state => RetryOrder.CarryOut(state, order.OrderedAt, retried, clock.GetUtcNow()), ct);
        }
    }

    private async Task<int> RetryAsync(RetryOrder order, CancellationToken ct)
    {
        var (task, instructions) = await pages.InScopeAsync(async session => await session.LoadAsync<DistributionTask>(order.TaskId, ct) is { } loaded
            ? (loaded, await Instructions.ForAsync(loaded, session, ct))
            : default);
        var now = clock.GetUtcNow();
        if (task is not { Stands: true } || task.Schedule.ExpiresAt <= now)
            return 0;
        // Only what stood so when it was ordered: what fails again in the meantime was not meant.
        return await pages.SweepAsync(
            new ExecutionsOf("data ->> 'TaskId' = ? and data ->> 'State' = any(?)", order.TaskId.ToString("D"), order.Keys.Select(key => key.ToString()).ToArray()),
            e => order.Keys.Contains(e.State) && e.ChangedAt <= order.OrderedAt
                ? instructions.DispatchAfter(e, ExecutionDecisions.Retry(e, order.Keys, now), now)
                : [],
            ct);
    }
}
