using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Groups;
using MassTransit;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>
/// A computer that is new, or that changed, joins the groups of the policies that catch it (domain 4.3). The membership's own
/// stream makes it exactly once, however often the message comes.
/// </summary>
internal sealed class ApplyPolicies(IDocumentSession session, TimeProvider clock) : IConsumer<Contracts.IdGroupPolicy.V1.ComputerEnrolled>
{
    public async Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerEnrolled> context)
    {
        var (computer, ct) = (context.Message, context.CancellationToken);
        var groups = (await session.QueryAsync<Policy>(GetPolicies.All, ct))
            .Where(policy => policy.Condition.Catches(computer.Name, computer.OperatingSystem, computer.Architecture))
            .Select(policy => policy.GroupId)
            .Distinct()
            .ToList();
        if (groups.Count == 0 || await session.LoadAsync<Computer>(computer.ComputerId, ct) is not { RemovedAt: null })
            return;

        var batch = session.CreateBatchQuery();
        var reads = groups.Select(g => batch.Events.FetchForWriting<Membership>(Membership.StreamOf(g, computer.ComputerId))).ToList();
        await batch.Execute(ct);
        foreach (var (groupId, membership) in groups.Zip(await Task.WhenAll(reads)))
            membership.AppendMany(Membership.Join(membership.Aggregate, groupId, computer.ComputerId, JoinedBy.Policy, clock.GetUtcNow()));
        await session.SaveChangesAsync(ct);
    }
}
