using System.Runtime.CompilerServices;
using Distribution.TaskScheduling.Destinations;
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
        if (TaskDestinations.In(history.Select(e => e.Data)) is not { } destinations || !await requests.MayBeginAsync(taskId, destinations, ct))
            return;
        if (await session.LoadAsync<DistributionTask>(taskId, ct) is { Rollout: { } rollout })
        {
            await RequestWavesAsync(taskId, rollout, destinations, ct);
            return;
        }

        // Two pages at a time: while the database writes one, the other is read and decided.
        var isOver = false;
        await Parallel.ForEachAsync(
            PagesAsync(destinations, ct),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct },
            async (page, stop) => isOver = isOver || !await requests.ForComputersAsync(taskId, page, stop));
        await IssueAsync(taskId, ct);
    }

    // Which wave a computer belongs to depends on all of them, so that all are read first: ids only, 16 bytes each.
    private async Task RequestWavesAsync(Guid taskId, TaskRollout rollout, TaskDestinations destinations, CancellationToken ct)
    {
        var computers = destinations.ComputerIds.ToHashSet();
        foreach (var group in destinations.GroupIds)
        {
            await foreach (var page in GroupMembers.PagesAsync(session, group, ct))
                computers.UnionWith(page);
        }

        var groups = await WaveGroups.MembersAsync(session, rollout, ct);
        var assigned = Waves.Assign(taskId, rollout, computers, computer => groups.GetValueOrDefault(computer) ?? []);
        foreach (var page in computers.OrderBy(computer => assigned[computer]).Chunk(ExecutionPages.Size))
        {
            if (!await requests.ForComputersAsync(taskId, page, ct, assigned))
                break;
        }

        await IssueAsync(taskId, ct);
    }

    // Each computer once, in however many of the groups it is: pages that are worked on at the same time must have none in common.
    private async IAsyncEnumerable<Guid[]> PagesAsync(TaskDestinations destinations, [EnumeratorCancellation] CancellationToken ct)
    {
        var seen = new HashSet<Guid>();
        List<Guid> page = [];
        foreach (var named in destinations.ComputerIds.Where(seen.Add).Chunk(ExecutionPages.Size))
        {
            if (named.Length == ExecutionPages.Size)
                yield return named;
            else
                page.AddRange(named);
        }

        foreach (var group in destinations.GroupIds)
        {
            await foreach (var members in GroupMembers.PagesAsync(session, group, ct))
            {
                page.AddRange(members.Where(seen.Add));
                if (page.Count < ExecutionPages.Size)
                    continue;
                yield return [.. page.Take(ExecutionPages.Size)];
                page.RemoveRange(0, ExecutionPages.Size);
            }
        }

        if (page.Count > 0)
            yield return [.. page];
    }

    private Task IssueAsync(Guid taskId, CancellationToken ct) =>
        pages.DecideAsync<DistributionTask>(taskId, null, task => TaskDecisions.Issue(task, clock.GetUtcNow()), ct);
}
