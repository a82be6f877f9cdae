using Microsoft.IdentityModel.JsonWebTokens;

namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>What the claims of a token give, by the settings; a pure function.</summary>
internal static class ClaimRoles
{
    /// <summary>
    /// All roles whose claim is there, for the groups that each of them is for: a caller has one scope for all roles, and none is to reach
    /// further than it is meant to. Null when that leaves nothing at all.
    /// </summary>
    public static Grant? Of(JsonWebToken token, IReadOnlyList<ClaimRole> roles)
    {
        // A claim of several values comes as several claims of one name.
        var given = roles.Where(role => token.Claims.Any(claim => claim.Type == role.Claim && claim.Value == role.Value)).ToList();
        if (given.Count == 0)
            return null;
        HashSet<Guid>? groups = null;
        // Claims that give the same role add to each other; one without groups gives it for all computers.
        foreach (var role in given.GroupBy(role => role.Role).Where(role => role.All(claim => claim.Groups is { Count: > 0 })))
        {
            var own = role.SelectMany(claim => claim.Groups!);
            if (groups is null)
                groups = [.. own];
            else
                groups.IntersectWith(own);
        }

        return groups is { Count: 0 } ? null : new Grant([.. given.Select(role => role.Role).Distinct()], groups is null ? null : [.. groups]);
    }
}
