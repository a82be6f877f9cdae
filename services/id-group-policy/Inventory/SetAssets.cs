using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Inventory;

internal static class SetAssets
{
    public static void MapSetAssets(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/computers/{id:guid}/assets", async (
            Guid id, Dictionary<string, string?> fields, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            if (Assets.FaultOf(fields) is { } fault)
                throw Validation.Broken("fields", fault);
            if (await session.LoadAsync<Computer>(id, ct) is not { RemovedAt: null })
                throw new NotFoundException("computer", id);
            await session.Decide<Assets>(
                Assets.StreamOf(id), state => Assets.Set(state, id, fields.ToDictionary(field => field.Key, field => field.Value!), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("SetAssets").WithSummary("Sets asset fields of a computer; null takes one away.");
}
