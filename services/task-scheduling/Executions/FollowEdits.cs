using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;
using MassTransit;
using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>When a started task is changed, lets its executions follow: newcomers get one, whoever is no destination any more is called off.</summary>
internal sealed class FollowEdits(IDocumentSession session, ExecutionPages pages, RequestExecutions requests, TimeProvider clock)
    : IConsumer<Contracts.TaskScheduling.V1.TaskEdited>
{
    public async Task Consume(ConsumeContext<Contracts.TaskScheduling.V1.TaskEdited> context)
    {
        var (edited, ct) = (context.Message, context.CancellationToken);
        if (await session.LoadAsync<DistributionTask>(edited.TaskId, ct) is not { Stands: true } task)
            return;
        if (edited.ComputerIds is not null)
        {
            await requests.RunAsync(task.Id, ct);
            await CallOffAsync(task.Id, ct);
        }

        await RevisedExecutions.FollowAsync(pages, ExecutionsOf.Behind(task), task, clock.GetUtcNow(), ct);
    }

    // By the destinations as they are now, not as the message has them: edits may have overtaken each other.
    private async Task CallOffAsync(Guid taskId, CancellationToken ct)
    {
        if (TaskDestinations.In((await session.Events.FetchStreamAsync(taskId, token: ct)).Select(e => e.Data)) is not { } destinations)
            return;
        var stay = destinations.ComputerIds.ToHashSet();
        foreach (var group in destinations.GroupIds)
        {
            await foreach (var page in GroupMembers.PagesAsync(session, group, ct))
                stay.UnionWith(page);
        }

        await pages.SweepAsync(
            ExecutionsOf.Task(taskId),
            e => stay.Contains(e.ComputerId) ? [] : ExecutionDecisions.Cancel(e, "It is no destination of the task any more.", clock.GetUtcNow()),
            ct);
    }
}

/// <summary>Starts again what ended after its task was changed.</summary>
[DisallowConcurrentExecution]
internal sealed class RestartExecutions(ExecutionPages pages, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var tasks = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            "select distinct (data ->> 'TaskId')::uuid from mt_doc_execution where data ->> 'RestartsNow' = 'true'", ct));
        foreach (var id in tasks)
        {
            if (await pages.InScopeAsync(session => session.LoadAsync<DistributionTask>(id, ct)) is { } task)
            {
                await RevisedExecutions.FollowAsync(
                    pages, new ExecutionsOf("data ->> 'RestartsNow' = 'true' and data ->> 'TaskId' = ?", id.ToString("D")), task, clock.GetUtcNow(), ct);
            }
        }
    }
}

/// <summary>Lets executions follow a changed task.</summary>
internal static class RevisedExecutions
{
    public static async Task FollowAsync(ExecutionPages pages, ExecutionsOf selection, DistributionTask task, DateTimeOffset now, CancellationToken ct)
    {
        // Where each computer's own clock decides, its zone is read; elsewhere one answer holds for all.
        var zones = task.Schedule.OwnLocalTime == true ? await pages.InScopeAsync(session => KnownZones.OfTaskAsync(session, task.Id, ct)) : null;
        await pages.SweepAsync(
            selection,
            e =>
            {
                var (dueAt, runFrom) = task.Schedule.For(zones is null ? null : zones.GetValueOrDefault(e.ComputerId) ?? TimeZoneInfo.Utc);
                return ExecutionRevisions.Follow(e, task, dueAt, runFrom, now);
            },
            ct);
    }
}
