using Distribution.IdGroupPolicy.Conditions;

namespace Distribution.IdGroupPolicy.Groups;

internal static class RemoveMember
{
    public static void MapRemoveMember(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/groups/{id:guid}/members/{computerId:guid}", async (
            Guid id, Guid computerId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.RefuseIfDynamicAsync(id, ct);
            var membership = await session.Events.FetchForWriting<Membership>(Membership.StreamOf(id, computerId), ct);
            if (membership.Aggregate is not { } state)
                throw new NotFoundException("member", computerId);

            var inner = (await session.MembersOfAnyAsync(await session.InnerGroupsAsync(id, ct), [computerId], ct)).Count > 0;
            if (inner && state is { LeftAt: null, By: JoinedBy.NestedGroup })
                throw new CommandRefusedException("It is a member through an ID group that this one contains; take it out of that one.");
            membership.AppendMany(Membership.Leave(state, clock.GetUtcNow(), inner));
            await session.SaveChangesAsync(ct);
            return TypedResults.NoContent();
        }).WithName("RemoveMember").WithSummary("Takes a computer out of an ID group.");
}
