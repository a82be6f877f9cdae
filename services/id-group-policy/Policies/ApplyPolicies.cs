using Distribution.IdGroupPolicy.Groups;
using MassTransit;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>
/// Computers that are new, or that changed, join the groups of the policies that catch them (domain 4.3). The membership's own
/// stream makes it exactly once, however often the message comes.
/// </summary>
internal sealed class ApplyPolicies(PresentPolicies policies, IDocumentSession session, Joinings joinings)
    : IConsumer<Batch<Contracts.IdGroupPolicy.V1.ComputerEnrolled>>, IConsumer<Batch<Contracts.IdGroupPolicy.V1.ComputerInventoryChanged>>,
      IConsumer<Batch<Contracts.IdGroupPolicy.V1.ComputerAssetsSet>>
{
    public Task Consume(ConsumeContext<Batch<Contracts.IdGroupPolicy.V1.ComputerEnrolled>> context) =>
        ApplyAsync([.. context.Message.Select(m => m.Message.ComputerId).Distinct()], context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<Contracts.IdGroupPolicy.V1.ComputerInventoryChanged>> context) =>
        ApplyAsync([.. context.Message.Select(m => m.Message.ComputerId).Distinct()], context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<Contracts.IdGroupPolicy.V1.ComputerAssetsSet>> context) =>
        ApplyAsync([.. context.Message.Select(m => m.Message.ComputerId).Distinct()], context.CancellationToken);

    /// <summary>Judges these computers by all policies, as they are known now.</summary>
    public async Task ApplyAsync(Guid[] computerIds, CancellationToken ct)
    {
        var judge = await policies.JudgeAsync(session, ct);
        if (judge.IsEmpty)
            return;
        var computers = await session.FactsAsync(computerIds, judge.Software, ct);
        await joinings.JoinAsync(
            computers.SelectMany(computer => judge.GroupsOf(computer).Select(group => (group, computer.ComputerId))), JoinedBy.Policy, ct);
    }
}
