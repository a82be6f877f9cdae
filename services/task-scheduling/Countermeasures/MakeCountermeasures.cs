using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using MassTransit;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;

namespace Distribution.TaskScheduling.Countermeasures;

/// <summary>Makes the tasks that security policies want (domain 2.7), and withdraws them when their enforcement is unset (domain 2.5).</summary>
internal sealed class MakeCountermeasures(ExecutionPages pages, TimeProvider clock) : IConsumer<CountermeasureWanted>, IConsumer<EnforcementUnset>
{
    private const int PageSize = 1_000;

    // First the task, then the look at what was unset; unsetting does it the other way round. So one of the two sees the other.
    public async Task Consume(ConsumeContext<CountermeasureWanted> context)
    {
        var (wanted, ct) = (context.Message, context.CancellationToken);
        var created = TaskOf(wanted, clock.GetUtcNow());
        if ((await LoadAsync(wanted.PolicyId, ct))?.Ends(created.For!) == true)
            return;
        await pages.DecideAsync<DistributionTask>(wanted.CountermeasureId, null, state => state is null ? TaskDecisions.Create(null, created) : [], ct);
        await WithdrawAsync(wanted.PolicyId, [wanted.CountermeasureId], ct);
    }

    public async Task Consume(ConsumeContext<EnforcementUnset> context)
    {
        var (unset, ct) = (context.Message, context.CancellationToken);
        await pages.DecideAsync<PolicyEnforcement>(
            PolicyEnforcement.IdFor(unset.PolicyId), null,
            state => PolicyEnforcement.Unset(state, unset.PolicyId, unset.StreamVersion, unset.Enforcement, unset.GroupId), ct);
        var last = Guid.Empty;
        while (true)
        {
            var tasks = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
                "select id from mt_doc_distribution_task where data -> 'For' ->> 'PolicyId' = ? and data ->> 'State' <> 'Removed'"
                + $" and id > ? order by id limit {PageSize}", ct, unset.PolicyId.ToString("D"), last));
            await WithdrawAsync(unset.PolicyId, tasks, ct);
            if (tasks.Count < PageSize)
                return;
            last = tasks[^1];
        }
    }

    /// <summary>The task of a countermeasure; pure.</summary>
    /// <exception cref="ArgumentException">It names nothing to install or remove, or nobody.</exception>
    public static TaskCreated TaskOf(CountermeasureWanted wanted, DateTimeOffset now)
    {
        var removes = wanted.SoftwareName is not null || wanted.UninstallCommand is not null;
        if ((!removes && wanted.PackageId is null) || wanted.ComputerIds.Count == 0)
            throw new ArgumentException($"Countermeasure {wanted.CountermeasureId} names nothing to do, or nobody.", nameof(wanted));
        TaskAction action = new(
            removes ? ActionKind.Uninstall : ActionKind.Install, wanted.PackageId, wanted.SoftwareName, wanted.UninstallCommand, null, null);
        return new(
            wanted.CountermeasureId, wanted.Name, "", NewTask.KindOf([action]), TaskClass.AutomaticCountermeasure, [action],
            new TaskDestinations([.. wanted.ComputerIds.Distinct()], []), new TaskSchedule(null, null, null, null),
            new TaskRunning(false, NewTask.UsualSilenceMarginSeconds), null, "", now,
            For: new Countermeasure(wanted.PolicyId, wanted.Enforcement.ToString(), wanted.GroupId, wanted.StreamVersion));
    }

    private async Task WithdrawAsync(Guid policyId, IReadOnlyList<Guid> tasks, CancellationToken ct)
    {
        if (await LoadAsync(policyId, ct) is not { } enforcement)
            return;
        foreach (var id in tasks)
        {
            await pages.DecideAsync<DistributionTask>(
                id, null, task => task?.For is { } served && enforcement.Ends(served) ? TaskRetention.Unset(task, clock.GetUtcNow()) : [], ct);
        }
    }

    private Task<PolicyEnforcement?> LoadAsync(Guid policyId, CancellationToken ct) =>
        pages.InScopeAsync(session => session.LoadAsync<PolicyEnforcement>(PolicyEnforcement.IdFor(policyId), ct));
}
