using Distribution.Contracts.Packages.V1;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>A policy as it may be seen.</summary>
/// <param name="Application">The last application to all computers; null when there was none.</param>
public sealed record PolicyView(
    Guid Id, Guid GroupId, string? NamePattern, string? OperatingSystem, string? Architecture, IReadOnlyList<string>? AddressRanges, string? Domain,
    IReadOnlyList<AssetCondition>? Assets, HardwareCondition? Hardware, SoftwareConditions? Software, bool IncludesRelays, DateTimeOffset SetAt,
    PolicyApplication? Application)
{
    internal static PolicyView Of(Policy policy)
    {
        var c = policy.Condition;
        return new(
            policy.Id, policy.GroupId, c.NamePattern, c.OperatingSystem, c.Architecture, c.AddressRanges, c.Domain, c.Assets, c.Hardware, c.Software,
            c.IncludesRelays == true, policy.SetAt, policy.Application);
    }
}

internal static class GetPolicies
{
    /// <summary>The policies that hold now.</summary>
    public const string All = "where data ->> 'RemovedAt' is null";

    /// <summary>The policies that hold now for one group.</summary>
    public const string OfGroup = "where data ->> 'RemovedAt' is null and data ->> 'GroupId' = ?";

    /// <summary>Those that were removed are passed over, however many there were.</summary>
    public const string Index =
        "create index if not exists mt_doc_policy_idx_group on mt_doc_policy ((data ->> 'GroupId'), id) where data ->> 'RemovedAt' is null";

    public static void MapGetPolicies(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/policies", async (string? after, int? limit, Guid? groupId, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.AfterId(after) ?? Guid.Empty);
            var read = groupId is { } group
                ? await session.QueryAsync<Policy>($"{OfGroup} and id > ? order by id limit ?", ct, group.ToString("D"), behind, size + 1)
                : await session.QueryAsync<Policy>($"{All} and id > ? order by id limit ?", ct, behind, size + 1);
            return TypedResults.Ok(Paging.Of([.. read.Select(PolicyView.Of)], size, item => [item.Id.ToString("D")]));
        }).WithName("GetPolicies").WithSummary("The policies.");

        routes.MapGet("/policies/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<Policy>(id, ct) is { RemovedAt: null } policy
                ? TypedResults.Ok(PolicyView.Of(policy))
                : throw new NotFoundException("policy", id)).WithName("GetPolicy").WithSummary("One policy.");
    }
}
