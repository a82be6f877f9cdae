using MassTransit;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>When an ID group is put into another or taken out of it, all its members follow.</summary>
internal sealed class FollowNesting(NestedMembers nested)
    : IConsumer<Contracts.IdGroupPolicy.V1.GroupNested>, IConsumer<Contracts.IdGroupPolicy.V1.GroupUnnested>
{
    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.GroupNested> context) =>
        nested.FollowAllAsync(context.Message.OuterGroupId, context.Message.InnerGroupId, context.CancellationToken);

    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.GroupUnnested> context) =>
        nested.FollowAllAsync(context.Message.OuterGroupId, context.Message.InnerGroupId, context.CancellationToken);
}

/// <summary>When a computer joins or leaves an ID group, its membership in the groups that contain that one follows.</summary>
internal sealed class FollowNestedMembers(NestedMembers nested, IDocumentSession session)
    : IConsumer<Batch<Contracts.IdGroupPolicy.V1.ComputerJoinedGroup>>, IConsumer<Batch<Contracts.IdGroupPolicy.V1.ComputerLeftGroup>>
{
    public Task Consume(ConsumeContext<Batch<Contracts.IdGroupPolicy.V1.ComputerJoinedGroup>> context) =>
        FollowAsync(context.Message.Select(m => (m.Message.GroupId, m.Message.ComputerId)), context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<Contracts.IdGroupPolicy.V1.ComputerLeftGroup>> context) =>
        FollowAsync(context.Message.Select(m => (m.Message.GroupId, m.Message.ComputerId)), context.CancellationToken);

    // Always the present members of the present groups, never what the messages say: those come in any order and repeatedly.
    private async Task FollowAsync(IEnumerable<(Guid Group, Guid Computer)> changed, CancellationToken ct)
    {
        if (await session.LoadAsync<Nesting>(Nesting.TheOne, ct) is not { Nests.Count: > 0 } nesting)
            return;
        var touched = changed.SelectMany(c => nesting.Around(c.Group).Select(outer => (Outer: outer, c.Computer))).ToLookup(c => c.Outer, c => c.Computer);
        foreach (var outer in touched)
            await nested.FollowAsync(outer.Key, outer, ct);
    }
}
