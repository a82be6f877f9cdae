namespace Distribution.IdGroupPolicy.Policies;

internal static class RemovePolicy
{
    public static void MapRemovePolicy(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/policies/{id:guid}", async (Guid id, OwnSessions sessions, TimeProvider clock, CancellationToken ct) =>
        {
            await sessions.WriteAsync(id, state => Policy.Remove(state ?? throw new NotFoundException("policy", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RemovePolicy").WithSummary("Removes a policy.");
}
