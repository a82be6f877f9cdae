using Distribution.Proxy.Access;
using Distribution.Proxy.Access.ApiKeys;
using Distribution.Proxy.Access.People;
using Distribution.Proxy.Access.Sessions;
using Distribution.ServiceDefaults;

namespace Distribution.Gateway.Tests.Access;

public sealed class PersonTests() : SpecificationOf<Person>(Person.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Person.IdOf("Ann");
    private static readonly Grant Operator = new(["distribution"], null);
    private static readonly PersonAdded Added = new(Id, "Ann", "Ann", ["distribution"], null, Noon);
    private static readonly PasswordSet First = new(Id, "hash", true, Noon);

    [Fact]
    public void A_name_belongs_to_one_person_whatever_its_case()
    {
        Given().When(p => Person.Add(p, " Ann ", "Ann", Operator, "hash", Noon)).Then(Added, First);
        Given(Added, First).When(p => Person.Add(p, "ANN", "Another", Operator, "hash", Noon)).ThenRefused("Ann");
        Person.IdOf(" ANN").ShouldBe(Id);
    }

    [Fact]
    public void A_new_password_ends_the_sessions_before_it()
    {
        Given(Added, First).When(p => Person.SetPassword(p, Id, "other", false, Noon.AddHours(1)))
            .ThenState(p => p!.ShouldSatisfyAllConditions(x => x.SessionsSince.ShouldBe(Noon.AddHours(1)), x => x.MustChangePassword.ShouldBeFalse()));
        Given().When(p => Person.SetPassword(p, Id, "other", false, Noon)).ThenRefused("no person");
    }

    [Fact]
    public void Who_is_disabled_may_come_back_and_nobody_disables_or_promotes_themselves()
    {
        Given(Added, First).When(p => Person.Disable(p, Id, "somebody", Noon)).Then(new PersonDisabled(Id, Noon)).AndAgainNothing();
        Given(Added, First, new PersonDisabled(Id, Noon)).When(p => Person.Enable(p, Id, "somebody", Noon)).Then(new PersonEnabled(Id, Noon)).AndAgainNothing();
        Given(Added, First, new PersonDisabled(Id, Noon)).When(p => Person.Enable(p, Id, Id.ToString(), Noon)).ThenRefused();
        Given(Added, First).When(p => Person.ResetPassword(p, Id, "other", "somebody", Noon)).Then(new PasswordSet(Id, "other", true, Noon));
        Given(Added, First).When(p => Person.ResetPassword(p, Id, "other", Id.ToString(), Noon)).ThenRefused();
        Given(Added, First).When(p => Person.Disable(p, Id, Id.ToString(), Noon)).ThenRefused();
        Given(Added, First).When(p => Person.GrantRoles(p, Id, new(["system-administrator"], null), Id.ToString(), Noon)).ThenRefused();
    }

    [Fact]
    public void Roles_are_granted_once()
    {
        var group = Guid.NewGuid();
        Given(Added, First).When(p => Person.GrantRoles(p, Id, new(["viewer"], [group]), "x", Noon)).Then(new RolesGranted(Id, ["viewer"], [group], Noon)).AndAgainNothing();
        Given(Added, First).When(p => Person.GrantRoles(p, Id, Operator, "x", Noon)).ThenNothing();
    }

    [Fact]
    public void Nobody_passes_on_what_they_do_not_have()
    {
        Guid ours = Guid.NewGuid(), theirs = Guid.NewGuid();
        var administrator = new Grant(["system-administrator"], [ours]);
        Should.NotThrow(() => new Grant(["viewer"], [ours]).MustLieWithin(administrator));
        Should.Throw<ForbiddenException>(() => new Grant(["viewer"], [ours, theirs]).MustLieWithin(administrator));
        Should.Throw<ForbiddenException>(() => new Grant(["viewer"], null).MustLieWithin(administrator));
        Should.Throw<ForbiddenException>(() => new Grant(["security"], null).MustLieWithin(Operator));
    }

    [Fact]
    public void A_key_does_no_more_than_its_owner_may_now()
    {
        Guid ours = Guid.NewGuid(), theirs = Guid.NewGuid();
        var key = new Grant(["distribution", "viewer"], [ours, theirs]);
        key.And(new(["viewer"], [theirs])).ShouldSatisfyAllConditions(g => g.Roles.ShouldBe(["viewer"]), g => g.Groups.ShouldBe([theirs]));
        key.And(new(["system-administrator"], null)).ShouldSatisfyAllConditions(g => g.Roles.Count.ShouldBe(2), g => g.Groups!.Count.ShouldBe(2));
        new Grant(["viewer"], null).And(new(["viewer"], [ours])).Groups.ShouldBe([ours]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dk_")]
    [InlineData("dk_0123")]
    [InlineData("xx_00000000000000000000000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("dk_0000000000000000000000000000000g_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("dk_00000000000000000000000000000001-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("dk_00000000000000000000000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_key_is_told_from_one_by_its_form(string text) => ApiKey.Parse(text).ShouldBeNull();

    [Fact]
    public void A_key_lets_in_until_it_expires_or_is_revoked()
    {
        var (id, secret) = (Guid.NewGuid(), Secret.New());
        ApiKey.Parse(ApiKey.Text(id, secret)).ShouldBe((id, secret));
        var key = ApiKey.Evolve(null, new ApiKeyIssued(id, "k", Secret.Sha256(secret), ["viewer"], null, null, Noon, Noon.AddDays(-1)))!;
        key.LetsIn(secret, Noon.AddTicks(-1)).ShouldBeTrue();
        key.LetsIn(secret, Noon).ShouldBeFalse();
        key.LetsIn(Secret.New(), Noon.AddTicks(-1)).ShouldBeFalse();
        ApiKey.Evolve(key, new ApiKeyRevoked(id, Noon))!.LetsIn(secret, Noon.AddTicks(-1)).ShouldBeFalse();
        ApiKey.Revoke(ApiKey.Evolve(key, new ApiKeyRevoked(id, Noon)), Noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_session_ends_when_it_is_not_used_and_however_much_it_is_used()
    {
        var secret = Secret.New();
        var session = Session.Evolve(null, new SessionBegun(Guid.NewGuid(), Id, Id.ToString(), "Ann", null, Secret.Sha256(secret), null, Noon, Noon.AddHours(12)))!;
        var hour = TimeSpan.FromHours(1);
        session.LetsIn(secret, Noon, hour, Noon.AddMinutes(59)).ShouldBeTrue();
        session.LetsIn(secret, Noon, hour, Noon.AddMinutes(60)).ShouldBeFalse("nobody used it for an hour");
        session.LetsIn(secret, Noon.AddHours(12), hour, Noon.AddHours(12)).ShouldBeFalse("it was used all day");
        session.LetsIn(Secret.New(), Noon, hour, Noon).ShouldBeFalse();
        Session.Evolve(session, new SessionEnded(session.Id, SessionEnd.SignedOut, Noon))!.LetsIn(secret, Noon, hour, Noon).ShouldBeFalse();
    }
}
