namespace Distribution.IdGroupPolicy.Computers;

/// <summary>An enrolment key as it may be seen: without the key.</summary>
/// <param name="Uses">How often it was used; counted only when its uses are limited.</param>
public sealed record EnrolmentKeyView(
    Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, int? UsesAllowed, int? Uses, Guid? GroupId, DateTimeOffset? RevokedAt);

internal static class GetEnrolmentKeys
{
    public static void MapGetEnrolmentKeys(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/enrolment-keys", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            var read = await session.QueryAsync<EnrolmentKey>(
                "where id > ? order by id limit ?", ct, Paging.AfterId(after) ?? Guid.Empty, size + 1);
            return TypedResults.Ok(Paging.Of([.. read.Select(k => new EnrolmentKeyView(
                k.Id, k.Name, k.CreatedAt, k.ExpiresAt, k.UsesAllowed, k.UsesAllowed is null ? null : k.Uses, k.GroupId, k.RevokedAt))], size, item => [item.Id.ToString("D")]));
        }).WithName("GetEnrolmentKeys").WithSummary("The enrolment keys, without the keys themselves.");
}
