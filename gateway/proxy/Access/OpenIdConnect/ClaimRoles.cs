using Microsoft.IdentityModel.JsonWebTokens;

namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>What the claims of a token give, by the settings; a pure function.</summary>
internal static class ClaimRoles
{
    /// <summary>All roles whose claim is there, each for its own groups; null when it gives nothing at all.</summary>
    public static Grant? Of(JsonWebToken token, IReadOnlyList<ClaimRole> roles)
    {
        // A claim of several values comes as several claims of one name; claims that give the same role add to each other.
        var scopes = roles.Where(role => token.Claims.Any(claim => claim.Type == role.Claim && claim.Value == role.Value))
            .GroupBy(role => role.Role)
            .Select(given => new RoleScope(
                given.Key, given.Any(role => role.Groups is not { Count: > 0 }) ? null : [.. given.SelectMany(role => role.Groups!).Distinct()]))
            .ToList();
        if (scopes.Count == 0)
            return null;
        var shared = scopes.Select(scope => scope.Groups).Aggregate((all, own) => all is null ? own : own is null ? all : [.. all.Intersect(own)]);
        var differ = scopes.Any(scope => scope.Groups?.Count != shared?.Count);
        return new Grant([.. scopes.Select(scope => scope.Role)], shared, differ ? scopes : null);
    }
}
