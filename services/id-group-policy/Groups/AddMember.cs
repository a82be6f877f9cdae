using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Conditions;

namespace Distribution.IdGroupPolicy.Groups;

internal static class AddMember
{
    public static void MapAddMember(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/groups/{id:guid}/members/{computerId:guid}", async (
            Guid id, Guid computerId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Group>(id, ct) is not { RemovedAt: null } group)
                throw new NotFoundException("ID group", id);
            if (!group.IsActive())
                throw new CommandRefusedException("The ID group is being removed.");
            await session.RefuseIfDynamicAsync(id, ct);
            if (await session.LoadAsync<Computer>(computerId, ct) is not { RemovedAt: null })
                throw new NotFoundException("computer", computerId);

            await session.Decide<Membership>(
                Membership.StreamOf(id, computerId),
                state => Membership.Join(state, id, computerId, JoinedBy.Administrator, clock.GetUtcNow()),
                ct);
            return TypedResults.NoContent();
        }).WithName("AddMember").WithSummary("Puts a computer into an ID group.");
}
