namespace Distribution.IdGroupPolicy.Groups;

internal static class RemoveGroup
{
    public static void MapRemoveGroup(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/groups/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Group>(
                id, state => Group.StartRemoval(state ?? throw new NotFoundException("ID group", id), clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/groups/{id}");
        }).WithName("RemoveGroup").WithSummary("Removes an ID group.");
}
