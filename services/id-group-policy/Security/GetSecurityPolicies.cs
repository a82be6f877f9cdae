namespace Distribution.IdGroupPolicy.Security;

/// <summary>A security policy as it may be seen.</summary>
public sealed record SecurityPolicyView(Guid Id, string Name, SecurityRules Rules, IReadOnlyList<Guid> GroupIds, long Revision, DateTimeOffset SetAt)
{
    internal static SecurityPolicyView Of(SecurityPolicy policy) =>
        new(policy.Id, policy.Name, policy.Rules, policy.GroupIds, policy.Revision, policy.SetAt);
}

internal static class GetSecurityPolicies
{
    /// <summary>The security policies that hold now.</summary>
    public const string All = "where data ->> 'RemovedAt' is null";

    /// <summary>Those that were removed are passed over, however many there were.</summary>
    public const string Index =
        "create index if not exists mt_doc_security_policy_idx_standing on mt_doc_security_policy (id) where data ->> 'RemovedAt' is null";

    public static void MapGetSecurityPolicies(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/security-policies", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            var read = await session.QueryAsync<SecurityPolicy>($"{All} and id > ? order by id limit ?", ct, Paging.AfterId(after) ?? Guid.Empty, size + 1);
            return TypedResults.Ok(Paging.Of([.. read.Select(SecurityPolicyView.Of)], size, item => [item.Id.ToString("D")]));
        }).WithName("GetSecurityPolicies").WithSummary("The security policies.");

        routes.MapGet("/security-policies/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<SecurityPolicy>(id, ct) is { RemovedAt: null } policy
                ? TypedResults.Ok(SecurityPolicyView.Of(policy))
                : throw new NotFoundException("security policy", id)).WithName("GetSecurityPolicy").WithSummary("One security policy.");
    }
}
