namespace Distribution.IdGroupPolicy.Policies;

internal static class StartApplication
{
    /// <summary>Which application it is, so that asking again is harmless.</summary>
    public sealed record Command(Guid? Id);

    public static void MapStartApplication(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/policies/{id:guid}/applications", async (
            Guid id, Command command, HttpContext http, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var application = http.RequestedId(command.Id);
            await session.Decide<Policy>(
                id,
                state => Policy.StartApplication(
                    state is { RemovedAt: null } ? state : throw new NotFoundException("policy", id), application, clock.GetUtcNow()),
                ct);
            return TypedResults.Accepted($"/policies/{id}");
        }).TakesIdempotencyKey().WithName("ApplyPolicy").WithSummary("Applies a policy to the computers that are there.");
}
