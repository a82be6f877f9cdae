using Distribution.TaskScheduling.Tasks;
using MassTransit;

namespace Distribution.TaskScheduling.Executions;

/// <summary>When a task starts, requests its executions on every destination, in pages of 1,000.</summary>
internal sealed class RequestExecutions(IDocumentSession session, ExecutionPages pages, ExecutionRequests requests, TimeProvider clock)
    : IConsumer<Contracts.TaskScheduling.V1.TaskStarted>
{
    public Task Consume(ConsumeContext<Contracts.TaskScheduling.V1.TaskStarted> context) => RunAsync(context.Message.TaskId, context.CancellationToken);

    /// <summary>May be repeated at any point: what was requested is passed over.</summary>
    public async Task RunAsync(Guid taskId, CancellationToken ct)
    {
        var history = await session.Events.FetchStreamAsync(taskId, token: ct);
        if (TaskDestinations.In(history.Select(e => e.Data)) is not { } destinations)
            return;
        foreach (var page in destinations.ComputerIds.Chunk(ExecutionPages.Size))
        {
            if (!await requests.ForComputersAsync(taskId, page, ct))
                break;
        }

        foreach (var group in destinations.GroupIds)
            await RequestGroupAsync(taskId, group, ct);
        await pages.DecideAsync<DistributionTask>(taskId, null, task => DistributionTask.Issue(task, clock.GetUtcNow()), ct);
    }

    private async Task RequestGroupAsync(Guid taskId, Guid groupId, CancellationToken ct)
    {
        var last = Guid.Empty;
        while (true)
        {
            var members = await session.QueryAsync<Member>(
                "select jsonb_build_object('Id', id, 'ComputerId', data ->> 'ComputerId') from mt_doc_group_member"
                + $" where data ->> 'GroupId' = ? and data ->> 'Joined' = 'true' and id > ? order by id limit {ExecutionPages.Size}",
                ct, groupId.ToString("D"), last);
            if (members.Count > 0 && !await requests.ForComputersAsync(taskId, [.. members.Select(member => member.ComputerId)], ct))
                return;
            if (members.Count < ExecutionPages.Size)
                return;
            last = members[^1].Id;
        }
    }

    private sealed record Member(Guid Id, Guid ComputerId);
}
