using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Search;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Conditions;

/// <summary>An operator lets a group's members follow a condition.</summary>
/// <param name="Search">In the language of searches; what changes without an inventory (group, online, lastContact) cannot be followed.</param>
public sealed record SetGroupConditionCommand(string Search);

/// <summary>A group's condition.</summary>
public sealed record GroupConditionView(Guid GroupId, string Search, DateTimeOffset SetAt);

internal sealed class SetGroupConditionValidator : AbstractValidator<SetGroupConditionCommand>
{
    public SetGroupConditionValidator() => RuleFor(c => c.Search).NotEmpty().MaximumLength(SearchParser.Longest);
}

internal static class SetGroupCondition
{
    /// <summary>Most groups with a condition: each change of an inventory is judged by all of them.</summary>
    public const int Most = 1_000;

    public static void MapGroupConditions(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/groups/{id:guid}/condition", async (
            Guid id, SetGroupConditionCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await ActiveGroupAsync(session, id, ct);
            await session.SetConditionAsync(id, command.Search, clock.GetUtcNow(), ct);
            await session.SaveChangesAsync(ct);
            return TypedResults.NoContent();
        }).Validate(new SetGroupConditionValidator()).WithName("SetGroupCondition").WithSummary("Makes the members of an ID group follow a search.");

        routes.MapGet("/groups/{id:guid}/condition", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<GroupCondition>(GroupCondition.StreamOf(id), ct) is { RemovedAt: null } condition
                ? TypedResults.Ok(new GroupConditionView(id, condition.Search, condition.SetAt))
                : throw new NotFoundException("condition of ID group", id)).WithName("GetGroupCondition").WithSummary("The search that an ID group's members follow.");

        routes.MapDelete("/groups/{id:guid}/condition", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<GroupCondition>(
                GroupCondition.StreamOf(id),
                state => GroupCondition.Remove(state ?? throw new NotFoundException("condition of ID group", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RemoveGroupCondition").WithSummary("Makes an ID group keep the members that it has.");
    }

    /// <summary>Sets a group's condition, to be saved by the caller.</summary>
    public static async Task SetConditionAsync(this IDocumentSession session, Guid groupId, string search, DateTimeOffset now, CancellationToken ct)
    {
        var moving = SearchParser.Read(search, "search").Comparisons.FirstOrDefault(comparison => !comparison.Field.FollowsInventory);
        if (moving is not null)
            throw Validation.Broken("search", $"The members of a group follow inventories and asset fields; {moving.Field.Name} changes without either.");
        var condition = await session.Events.FetchForWriting<GroupCondition>(GroupCondition.StreamOf(groupId), ct);
        var count = await session.QueryAsync<long>("select count(*) from mt_doc_group_condition where data ->> 'RemovedAt' is null", ct);
        if (condition.Aggregate is not { RemovedAt: null } && count[0] >= Most)
            throw new CommandRefusedException($"At most {Most} ID groups follow a condition.");
        condition.AppendMany(GroupCondition.Set(condition.Aggregate, groupId, search, now));
    }

    /// <summary>Refuses what an operator does to the members of a group that follow its condition.</summary>
    public static async Task RefuseIfDynamicAsync(this IDocumentSession session, Guid groupId, CancellationToken ct)
    {
        if (await session.LoadAsync<GroupCondition>(GroupCondition.StreamOf(groupId), ct) is { RemovedAt: null })
            throw new CommandRefusedException("The members of this ID group follow its condition; change that, or remove it.");
    }

    private static async Task ActiveGroupAsync(IDocumentSession session, Guid id, CancellationToken ct)
    {
        if (await session.LoadAsync<Group>(id, ct) is not { RemovedAt: null } group)
            throw new NotFoundException("ID group", id);
        if (!group.IsActive())
            throw new CommandRefusedException("The ID group is being removed.");
    }
}
