namespace Distribution.IdGroupPolicy.Policies;

internal static class RemovePolicy
{
    public static void MapRemovePolicy(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/policies/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.WriteAsync(id, state => Policy.Remove(state ?? throw new NotFoundException("policy", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        });
}
