namespace Distribution.IdGroupPolicy.Computers;

internal static class LiftFence
{
    /// <summary>An operator has looked (the copy is off, or has enrolled anew) and lets the identity in again.</summary>
    public static void MapLiftFence(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/computers/{id:guid}/fence", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Computer>(
                id, state => Computer.LiftFence(state ?? throw new NotFoundException("computer", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("LiftFence").WithSummary("Lets a fenced computer in again.");
}
