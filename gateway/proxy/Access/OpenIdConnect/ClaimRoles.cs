using Microsoft.IdentityModel.JsonWebTokens;

namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>What the claims of a token give, by the settings; a pure function.</summary>
internal static class ClaimRoles
{
    /// <summary>All roles whose claim is there, for the groups of all of them together; null when it gives nothing at all.</summary>
    public static Grant? Of(JsonWebToken token, IReadOnlyList<ClaimRole> roles)
    {
        // A claim of several values comes as several claims of one name.
        var given = roles.Where(role => token.Claims.Any(claim => claim.Type == role.Claim && claim.Value == role.Value)).ToList();
        if (given.Count == 0)
            return null;
        // A right over all computers is not made smaller by another one over a few: but neither does it make that other one larger,
        // and a caller has one scope for all roles. So the narrow ones count when any is narrow.
        var narrow = given.Where(role => role.Groups is { Count: > 0 }).SelectMany(role => role.Groups!).Distinct().ToList();
        return new Grant([.. given.Select(role => role.Role).Distinct()], narrow.Count > 0 ? narrow : null);
    }
}
