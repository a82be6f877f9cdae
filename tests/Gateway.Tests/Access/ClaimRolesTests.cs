using Distribution.Proxy.Access.OpenIdConnect;
using Distribution.ServiceDefaults;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Distribution.Gateway.Tests.Access;

/// <summary>Claims never give a role for more computers than it is meant for.</summary>
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
    public void Each_of_several_roles_keeps_its_own_groups()
    {
        Of(Role("viewer", A, B), Role("distribution", B, C)).ShouldBe("distribution viewer: B; viewer: A B; distribution: B C");
        Of(Role("viewer"), Role("distribution", A)).ShouldBe("distribution viewer: A; viewer: all; distribution: A", "neither is made larger, nor smaller");
        Of(Role("viewer"), Role("distribution")).ShouldBe("distribution viewer: all");
        Of(Role("viewer", A), Role("viewer", B), Role("distribution", B, A)).ShouldBe("distribution viewer: A B");
        Of(Role("viewer", A), Role("distribution", B)).ShouldBe("distribution viewer: ; viewer: A; distribution: B");
    }

    [Fact]
    public void A_permission_holds_for_the_groups_of_the_roles_that_give_it()
    {
        var caller = new Caller("x", "x", CallerKind.Person, ["viewer", "distribution"], [], Scopes: [new("viewer", null), new("distribution", [A])]);
        caller.For(role => role == "distribution").ShouldSatisfyAllConditions(own => own.Roles.ShouldBe(["distribution"]), own => own.Groups.ShouldBe([A]));
        caller.For(_ => true).ShouldSatisfyAllConditions(own => own.Roles.Count.ShouldBe(2), own => own.Groups.ShouldBeNull());
        caller.For(_ => true).For(role => role == "distribution").Groups.ShouldBe([A], "however often it is asked");
        caller.For(_ => false).ShouldSatisfyAllConditions(own => own.Roles.ShouldBeEmpty(), own => own.Groups.ShouldNotBeNull().ShouldBeEmpty());
        (caller with { Scopes = null }).For(role => role == "viewer").Roles.Count.ShouldBe(2, "whose roles do not differ");
    }

    private static ClaimRole Role(string role, params Guid[] groups) => new("part", "x", role, groups);

    private static string Of(params ClaimRole[] roles) =>
        ClaimRoles.Of(new JsonWebToken("""{"alg":"none"}""", """{"part":["x","y"]}"""), [.. roles, new("part", "z", "auditor")]) is { } grant
            ? string.Join("; ", [$"{string.Join(' ', grant.Roles.Order())}: {Said(grant.Groups)}", .. grant.Scopes?.Select(scope => $"{scope.Role}: {Said(scope.Groups)}") ?? []])
            : "nobody";

    private static string Said(IReadOnlyList<Guid>? groups) =>
        groups is null ? "all" : string.Join(' ', groups.Select(group => group == A ? "A" : group == B ? "B" : "C").Order());
}
