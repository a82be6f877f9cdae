namespace Distribution.IdGroupPolicy.Policies;

/// <summary>A policy as it may be seen.</summary>
public sealed record PolicyView(
    Guid Id, Guid GroupId, string? NamePattern, string? OperatingSystem, string? Architecture, DateTimeOffset SetAt)
{
    internal static PolicyView Of(Policy policy) => new(
        policy.Id, policy.GroupId, policy.Condition.NamePattern, policy.Condition.OperatingSystem, policy.Condition.Architecture, policy.SetAt);
}

internal static class GetPolicies
{
    /// <summary>The policies that hold now.</summary>
    public const string All = "where data ->> 'RemovedAt' is null";

    /// <summary>The policies that hold now for one group.</summary>
    public const string OfGroup = "where data ->> 'RemovedAt' is null and data ->> 'GroupId' = ?";

    public static void MapGetPolicies(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/policies", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            var read = await session.QueryAsync<Policy>(
                $"{All} and id > ? order by id limit ?", ct, Paging.AfterId(after) ?? Guid.Empty, size + 1);
            return TypedResults.Ok(Paging.Of([.. read.Select(PolicyView.Of)], size, item => [item.Id.ToString("D")]));
        });

        routes.MapGet("/policies/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<Policy>(id, ct) is { RemovedAt: null } policy
                ? TypedResults.Ok(PolicyView.Of(policy))
                : throw new NotFoundException("policy", id));
    }
}
