using Distribution.IdGroupPolicy.Groups;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class GroupTests() : SpecificationOf<Group>(Group.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-000000000005");
    private static readonly GroupCreated Created = new(Id, "Sales", Noon);
    private static readonly GroupRemovalStarted RemovalStarted = new(Id, Noon);
    private static readonly GroupRemoved Removed = new(Id, Noon);

    [Fact]
    public void Creating_creates_once() => Given().When(g => Group.Create(g, Id, "Sales", Noon)).Then(Created).AndAgainNothing();

    [Fact]
    public void An_id_does_not_serve_two_groups() =>
        Given(Created).When(g => Group.Create(g, Id, "Support", Noon)).ThenRefused("another ID group");

    [Fact]
    public void An_id_does_not_serve_again_after_a_removal() =>
        Given(Created, RemovalStarted, Removed).When(g => Group.Create(g, Id, "Sales", Noon)).ThenRefused("another ID group");

    [Fact]
    public void Renaming_renames_once() =>
        Given(Created).When(g => Group.Rename(g, "Support", Noon)).Then(new GroupRenamed(Id, "Support", Noon)).AndAgainNothing();

    [Fact]
    public void A_group_that_is_being_removed_is_not_renamed() =>
        Given(Created, RemovalStarted).When(g => Group.Rename(g, "Support", Noon)).ThenRefused("being removed");

    [Fact]
    public void Describing_describes_once() =>
        Given(Created).When(g => Group.Describe(g, "Who sells", Noon)).Then(new GroupDescribed(Id, "Who sells", Noon)).AndAgainNothing();

    [Fact]
    public void Opening_self_registration_opens_once() =>
        Given(Created).When(g => Group.OpenSelfRegistration(g, "hash", Noon)).Then(new SelfRegistrationOpened(Id, "hash", Noon)).AndAgainNothing();

    [Fact]
    public void Another_password_opens_it_anew() =>
        Given(Created, new SelfRegistrationOpened(Id, "hash", Noon)).When(g => Group.OpenSelfRegistration(g, null, Noon))
            .Then(new SelfRegistrationOpened(Id, null, Noon));

    [Fact]
    public void Closing_self_registration_closes_once_and_forgets_the_password() =>
        Given(Created, new SelfRegistrationOpened(Id, "hash", Noon)).When(g => Group.CloseSelfRegistration(g, Noon))
            .Then(new SelfRegistrationClosed(Id, Noon)).ThenState(g => (g!.TakesUsers, g.PasswordHash).ShouldBe((null, null))).AndAgainNothing();

    [Fact]
    public void A_group_that_is_being_removed_opens_to_nobody() =>
        Given(Created, RemovalStarted).When(g => Group.OpenSelfRegistration(g, null, Noon)).ThenRefused("being removed");

    [Fact]
    public void A_removal_starts_once() => Given(Created).When(g => Group.StartRemoval(g, Noon)).Then(RemovalStarted).AndAgainNothing();

    [Fact]
    public void A_group_whose_removal_started_takes_no_members() =>
        Given(Created, RemovalStarted).ThenState(g => g!.IsActive().ShouldBeFalse());

    [Fact]
    public void A_removal_that_started_finishes_once() =>
        Given(Created, RemovalStarted).When(g => Group.FinishRemoval(g, Noon)).Then(Removed).AndAgainNothing();

    [Fact]
    public void A_removal_that_did_not_start_does_not_finish() =>
        Given(Created).When(g => Group.FinishRemoval(g, Noon)).ThenNothing();
}

public sealed class GroupNameTests() : SpecificationOf<GroupName>(GroupName.Evolve)
{
    private static readonly Guid One = Guid.Parse("019a0000-0000-7000-8000-000000000006");
    private static readonly Guid Other = Guid.Parse("019a0000-0000-7000-8000-000000000007");

    [Fact]
    public void A_free_name_is_taken_once() =>
        Given().When(n => GroupName.Take(n, One, "Sales")).Then(new GroupNameTaken(One, "Sales")).AndAgainNothing();

    [Fact]
    public void A_taken_name_is_refused_to_another_group() =>
        Given(new GroupNameTaken(One, "Sales")).When(n => GroupName.Take(n, Other, "SALES")).ThenRefused("'SALES'");

    [Fact]
    public void A_released_name_is_free() =>
        Given(new GroupNameTaken(One, "Sales"), new GroupNameReleased(One, "Sales"))
            .When(n => GroupName.Take(n, Other, "Sales"))
            .Then(new GroupNameTaken(Other, "Sales"));

    [Fact]
    public void A_group_releases_no_name_of_another() =>
        Given(new GroupNameTaken(One, "Sales")).When(n => GroupName.Release(n, Other, "Sales")).ThenNothing();

    [Fact]
    public void Names_that_differ_in_case_only_are_one_name() => GroupName.StreamOf("Vente été").ShouldBe(GroupName.StreamOf("VENTE ÉTÉ"));
}
