namespace Distribution.IdGroupPolicy.Groups;

internal static class NestGroup
{
    public static void MapNestGroup(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/groups/{id:guid}/groups/{innerId:guid}", async (
            Guid id, Guid innerId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            foreach (var group in new[] { id, innerId })
            {
                if (await session.LoadAsync<Group>(group, ct) is not { RemovedAt: null } present)
                    throw new NotFoundException("ID group", group);
                if (!present.IsActive())
                    throw new CommandRefusedException($"The ID group {present.Name} is being removed.");
            }

            await session.Decide<Nesting>(Nesting.TheOne, state => Nesting.Put(state, id, innerId, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("NestGroup").WithSummary("Puts an ID group into another.");

        routes.MapDelete("/groups/{id:guid}/groups/{innerId:guid}", async (
            Guid id, Guid innerId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Nesting>(
                Nesting.TheOne,
                state => state?.Nests.Contains(new(id, innerId)) == true
                    ? Nesting.Take(state, id, innerId, clock.GetUtcNow())
                    : throw new NotFoundException("ID group in this one with the id", innerId),
                ct);
            return TypedResults.NoContent();
        }).WithName("UnnestGroup").WithSummary("Takes an ID group out of another.");
    }
}
