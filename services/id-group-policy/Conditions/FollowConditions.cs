using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Search;
using MassTransit;
using V1 = Distribution.Contracts.IdGroupPolicy.V1;

namespace Distribution.IdGroupPolicy.Conditions;

/// <summary>Computers that are new or changed join the dynamic groups whose conditions hold for them, and leave the others.</summary>
internal sealed class FollowConditions(PresentConditions conditions, ConditionedMembers members, TimeProvider clock)
    : IConsumer<Batch<V1.ComputerEnrolled>>, IConsumer<Batch<V1.ComputerInventoryChanged>>, IConsumer<Batch<V1.ComputerAssetsSet>>
{
    private const int AtOnce = 100;

    public Task Consume(ConsumeContext<Batch<V1.ComputerEnrolled>> context) =>
        FollowAsync(context.Message.Select(m => m.Message.ComputerId), context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<V1.ComputerInventoryChanged>> context) =>
        FollowAsync(context.Message.Select(m => m.Message.ComputerId), context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<V1.ComputerAssetsSet>> context) =>
        FollowAsync(context.Message.Select(m => m.Message.ComputerId), context.CancellationToken);

    private async Task FollowAsync(IEnumerable<Guid> computerIds, CancellationToken ct)
    {
        foreach (var some in computerIds.Distinct().Chunk(AtOnce))
            await members.SettleAsync(session => JudgeAsync(session, some, ct), ct);
    }

    private async Task<IReadOnlyList<Wanted>> JudgeAsync(IDocumentSession session, Guid[] computerIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var read = await conditions.ReadAsync(session, ct);
        if (read.Count == 0)
            return [];
        var present = read.Select(c => (c.GroupId, Predicate: new SearchPredicate(c.Condition, now))).ToList();
        var asksForSoftware = read.Any(c => c.Condition.Comparisons.Any(compare => compare.Field.Kind is FieldKind.Software or FieldKind.SoftwareVersion));
        var wanted = new List<Wanted>();
        foreach (var facts in await session.FactsAsync(computerIds, asksForSoftware ? SoftwareNames.All : SoftwareNames.None, now, ct))
        {
            var values = SearchedComputer.Of(facts);
            wanted.AddRange(present.Select(c => new Wanted(c.GroupId, facts.ComputerId, c.Predicate.Holds(facts, values)))
                .Where(judged => judged.IsMember != facts.GroupIds.Contains(judged.GroupId)));
        }

        return wanted;
    }
}
