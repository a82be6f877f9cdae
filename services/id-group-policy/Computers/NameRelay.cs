namespace Distribution.IdGroupPolicy.Computers;

internal static class NameRelay
{
    public static void MapNameRelay(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/computers/{id:guid}/relay", (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
            SayAsync(id, true, session, clock, ct)).Produces(StatusCodes.Status204NoContent).WithName("NameRelay").WithSummary("Makes a computer a relay, which policies leave alone.");
        routes.MapDelete("/computers/{id:guid}/relay", (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
            SayAsync(id, false, session, clock, ct)).Produces(StatusCodes.Status204NoContent).WithName("UnnameRelay").WithSummary("Makes a relay a computer like others.");
    }

    private static async Task<IResult> SayAsync(Guid id, bool isRelay, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        await session.Decide<Computer>(
            id, state => Computer.NameRelay(state is { RemovedAt: null } ? state : throw new NotFoundException("computer", id), isRelay, clock.GetUtcNow()), ct);
        return TypedResults.NoContent();
    }
}
