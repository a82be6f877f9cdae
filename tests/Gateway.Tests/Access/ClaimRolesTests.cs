using Distribution.Proxy.Access.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Distribution.Gateway.Tests.Access;

/// <summary>A caller has one scope for all roles: claims never give a role for more computers than it is meant for.</summary>
public sealed class ClaimRolesTests
{
    private static readonly Guid A = Guid.NewGuid();
    private static readonly Guid B = Guid.NewGuid();
    private static readonly Guid C = Guid.NewGuid();

    [Fact]
    public void A_role_is_for_the_groups_of_all_claims_that_give_it()
    {
        Of(Role("viewer")).ShouldBe("viewer: all");
        Of(Role("viewer", A)).ShouldBe("viewer: A");
        Of(Role("viewer", A), Role("viewer", B)).ShouldBe("viewer: A B");
        Of(Role("viewer", A), Role("viewer")).ShouldBe("viewer: all");
        Of().ShouldBe("nobody");
    }

    [Fact]
    public void Several_roles_are_for_the_groups_that_all_of_them_have()
    {
        Of(Role("viewer", A, B), Role("distribution", B, C)).ShouldBe("distribution viewer: B");
        Of(Role("viewer"), Role("distribution", A)).ShouldBe("distribution viewer: A", "neither is made larger");
        Of(Role("viewer"), Role("distribution")).ShouldBe("distribution viewer: all");
        Of(Role("viewer", A), Role("viewer", B), Role("distribution", A)).ShouldBe("distribution viewer: A");
        Of(Role("viewer", A), Role("distribution", B)).ShouldBe("nobody", "no group has both");
    }

    private static ClaimRole Role(string role, params Guid[] groups) => new("part", "x", role, groups);

    private static string Of(params ClaimRole[] roles) =>
        ClaimRoles.Of(new JsonWebToken("""{"alg":"none"}""", """{"part":["x","y"]}"""), [.. roles, new("part", "z", "auditor")]) is { } grant
            ? $"{string.Join(' ', grant.Roles.Order())}: {(grant.Groups is null ? "all" : string.Join(' ', grant.Groups.Select(group => group == A ? "A" : group == B ? "B" : "C").Order()))}"
            : "nobody";
}
