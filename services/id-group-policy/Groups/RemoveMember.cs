namespace Distribution.IdGroupPolicy.Groups;

internal static class RemoveMember
{
    public static void MapRemoveMember(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/groups/{id:guid}/members/{computerId:guid}", async (
            Guid id, Guid computerId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Membership>(
                Membership.StreamOf(id, computerId),
                state => Membership.Leave(state ?? throw new NotFoundException("member", computerId), clock.GetUtcNow()),
                ct);
            return TypedResults.NoContent();
        });
}
