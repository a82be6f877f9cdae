namespace Distribution.IdGroupPolicy.Computers;

internal static class OrderNewSecret
{
    /// <summary>Every computer takes another secret once a month; an operator who fears for one wants it now.</summary>
    public static void MapOrderNewSecret(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/computers/{id:guid}/secret-rotation", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Computer>(
                id, state => Computer.OrderNewSecret(state ?? throw new NotFoundException("computer", id), clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/computers/{id}");
        }).WithName("OrderNewSecret").WithSummary("Tells a computer to change its secret.");
}
