namespace Distribution.IdGroupPolicy.Computers;

internal static class RevokeEnrolmentKey
{
    public static void MapRevokeEnrolmentKey(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/enrolment-keys/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<EnrolmentKey>(
                id, state => EnrolmentKey.Revoke(state ?? throw new NotFoundException("enrolment key", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RevokeEnrolmentKey").WithSummary("Revokes an enrolment key.");
}
