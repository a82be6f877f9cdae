using Distribution.Contracts.Rules;

namespace Distribution.Proxy.Access.ApiKeys;

/// <summary>A key as it may be seen: without its secret.</summary>
public sealed record ApiKeyView(
    Guid Id, string Name, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, Guid? OwnerId, DateTimeOffset? ExpiresAt, DateTimeOffset IssuedAt,
    DateTimeOffset? RevokedAt);

/// <summary>Lists and revokes keys: all of them for whoever may see or manage access, else one's own.</summary>
internal static class GetApiKeys
{
    public const string OwnerIndex = "create index if not exists mt_doc_api_key_idx_owner on mt_doc_api_key ((data ->> 'OwnerId'), id)";

    public static void MapGetApiKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/access/keys", async (string? after, int? limit, Caller caller, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.AfterId(after) ?? Guid.Empty);
            var read = May(caller, "access.read")
                ? await session.QueryAsync<ApiKey>($"where id > ?{Grant.Among(caller)} order by id limit ?", ct, [behind, .. Grant.Parameters(caller), size + 1])
                : await session.QueryAsync<ApiKey>("where data ->> 'OwnerId' = ? and id > ? order by id limit ?", ct, Owner(caller), behind, size + 1);
            return TypedResults.Ok(Paging.Of(
                [.. read.Select(k => new ApiKeyView(k.Id, k.Name, k.Grant.Roles, k.Grant.Groups, k.OwnerId, k.ExpiresAt, k.IssuedAt, k.RevokedAt))],
                size, item => [item.Id.ToString("D")]));
        });

        routes.MapDelete("/api/access/keys/{id:guid}", async (Guid id, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<ApiKey>(
                id,
                state => state is not null && ((May(caller, "access.manage") && state.Grant.LiesWithin(caller.Groups)) || state.OwnerId?.ToString() == Owner(caller) || state.Id.ToString() == caller.Id)
                    ? ApiKey.Revoke(state, clock.GetUtcNow())
                    : throw new NotFoundException("API key", id),
                ct);
            return TypedResults.NoContent();
        });
    }

    // A person's key stands for that person; whoever issued a key of nobody answers for it, and has not lent it their own.
    private static string Owner(Caller caller) => caller.Owner ?? caller.Id;

    private static bool May(Caller caller, string permission) => caller.Roles.Any(role => Roles.Grant(role, permission));
}
