using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class ComputerTests() : SpecificationOf<Computer>(Computer.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddDays(1);
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-000000000001");
    private static readonly string ItsSecret = new('a', 64);
    private static readonly ComputerEnrolled Enrolled =
        Computer.Enrol(Id, "pc-1", "linux", "x64", Secret.Sha256(ItsSecret), Guid.Parse("019a0000-0000-7000-8000-000000000002"), Noon);
    private static readonly ComputerRemoved Removed = new(Id, Noon);
    private static readonly object[] ThreeContacts =
        [.. Enumerable.Range(0, 3).Select(seconds => new ComputerMadeContact(Id, "1.4.0", false, Later.AddSeconds(seconds)))];

    [Fact]
    public void The_secret_itself_is_not_in_the_event() => Enrolled.ToString().ShouldNotContain(ItsSecret);

    [Fact]
    public void Coming_back_unchanged_decides_nothing() =>
        Given(Enrolled).When(c => Computer.Reenrol(c, ItsSecret, "pc-1", "linux", "x64", Later)).ThenNothing();

    [Fact]
    public void Coming_back_with_another_name_keeps_the_identity_and_the_secret() =>
        Given(Enrolled)
            .When(c => Computer.Reenrol(c, ItsSecret, "pc-2", "linux", "x64", Later))
            .Then(new ComputerReenrolled(Id, "pc-2", "linux", "x64", Noon, Later))
            .ThenState(c => (c!.Id, c.Name, c.MayConnect(ItsSecret, Later)).ShouldBe((Id, "pc-2", true)))
            .AndAgainNothing();

    [Fact]
    public void A_wrong_secret_is_refused() => Refusal(() =>
        Given(Enrolled).When(c => Computer.Reenrol(c, new('b', 64), "pc-1", "linux", "x64", Later)).ThenNothing())
        .ShouldBe(EnrolmentRefusal.WrongCredentials);

    [Fact]
    public void An_unknown_computer_is_refused_in_the_same_words_as_a_wrong_secret() => Refusal(() =>
        Given().When(c => Computer.Reenrol(c, ItsSecret, "pc-1", "linux", "x64", Later)).ThenNothing())
        .ShouldBe(EnrolmentRefusal.WrongCredentials);

    [Fact]
    public void A_removed_computer_does_not_come_back_under_its_old_identity() => Refusal(() =>
        Given(Enrolled, Removed).When(c => Computer.Reenrol(c, ItsSecret, "pc-1", "linux", "x64", Later)).ThenNothing())
        .ShouldBe(EnrolmentRefusal.ComputerRemoved);

    [Fact]
    public void What_it_did_not_obey_is_told_once_and_in_order() =>
        Given(Enrolled)
            .When(c => Computer.Find(c, FindingKind.UntrustedMessage, "Not signed.", Noon, Later))
            .Then(new SecurityFindingReported(Id, FindingKind.UntrustedMessage, "Not signed.", Noon, Later))
            .AndAgainNothing();

    [Fact]
    public void A_computer_that_finds_without_end_is_heard_a_hundred_times_a_day()
    {
        object[] hundred = [.. Enumerable.Range(0, 100).Select(i => new SecurityFindingReported(Id, FindingKind.UntrustedMessage, "", Noon.AddSeconds(i), Noon))];
        Given([Enrolled, .. hundred]).When(c => Computer.Find(c, FindingKind.UntrustedMessage, "", Later, Noon.AddHours(1))).ThenNothing();
        Given([Enrolled, .. hundred]).When(c => Computer.Find(c, FindingKind.UntrustedMessage, "", Later, Later))
            .Then(new SecurityFindingReported(Id, FindingKind.UntrustedMessage, "", Later, Later));
    }

    [Fact]
    public void One_finding_that_is_dated_in_the_future_silences_none_that_follow()
    {
        var ahead = new SecurityFindingReported(Id, FindingKind.UntrustedMessage, "", Noon.AddYears(10), Noon);
        Given(Enrolled, ahead).When(c => Computer.Find(c, FindingKind.UntrustedMessage, "", Noon.AddYears(10), Later)).ThenNothing();
        Given(Enrolled, ahead).When(c => Computer.Find(c, FindingKind.UntrustedMessage, "", Later, Later))
            .Then(new SecurityFindingReported(Id, FindingKind.UntrustedMessage, "", Later, Later))
            .AndAgainNothing();
    }

    [Fact]
    public void Removing_removes_once() =>
        Given(Enrolled).When(c => Computer.Remove(c, Noon)).Then(Removed).AndAgainNothing();

    [Theory]
    [InlineData('a', true)]
    [InlineData('b', false)]
    public void Only_the_right_secret_lets_it_connect(char digit, bool may) =>
        Given(Enrolled).ThenState(c => c!.MayConnect(new(digit, 64), Noon).ShouldBe(may));

    [Fact]
    public void A_removed_computer_may_not_connect() =>
        Given(Enrolled, Removed).ThenState(c => c!.MayConnect(ItsSecret, Later).ShouldBeFalse());

    [Fact]
    public void A_contact_says_that_the_computer_is_there_and_which_agent_it_has() =>
        Given(Enrolled).When(c => Computer.MakeContact(c, "1.4.0", false, Later))
            .Then(new ComputerMadeContact(Id, "1.4.0", false, Later))
            .ThenState(c => (c!.LastContacts!.Single(), c.AgentVersion).ShouldBe((Later, "1.4.0")));

    [Fact]
    public void Of_a_computer_that_connects_again_and_again_three_contacts_a_minute_are_told()
    {
        Given(Enrolled, ThreeContacts[0], ThreeContacts[1]).When(c => Computer.MakeContact(c, "1.4.0", false, Later.AddSeconds(2))).Then(ThreeContacts[2]);
        Given([Enrolled, .. ThreeContacts]).When(c => Computer.MakeContact(c, "1.4.0", false, Later.AddSeconds(59))).ThenNothing();
        Given([Enrolled, .. ThreeContacts]).When(c => Computer.MakeContact(c, "1.4.0", false, Later.AddSeconds(60)))
            .Then(new ComputerMadeContact(Id, "1.4.0", false, Later.AddSeconds(60)));
    }

    [Fact]
    public void That_a_queue_was_gone_is_always_told()
    {
        Given([Enrolled, .. ThreeContacts]).When(c => Computer.MakeContact(c, null, true, Later.AddSeconds(3)))
            .Then(new ComputerMadeContact(Id, null, true, Later.AddSeconds(3)))
            .ThenState(c => c!.AgentVersion.ShouldBe("1.4.0"));
    }

    [Fact]
    public void A_computer_that_is_unknown_or_removed_makes_no_contact()
    {
        Given().When(c => Computer.MakeContact(c, "1.4.0", false, Later)).ThenNothing();
        Given(Enrolled, Removed).When(c => Computer.MakeContact(c, "1.4.0", true, Later)).ThenNothing();
    }

    [Fact]
    public void A_fenced_computer_is_not_let_in_until_the_fence_is_lifted()
    {
        var fenced = new ComputerFenced(Id, [Guid.Empty], Noon);
        Given(Enrolled).When(c => Computer.Fence(c, [Guid.Empty], Noon)).Then(fenced)
            .ThenState(c => c!.MayConnect(ItsSecret, Noon).ShouldBeFalse())
            .AndAgainNothing();
        Given(Enrolled, fenced).When(c => Computer.MakeContact(c, "1.4.0", true, Later)).ThenNothing();
        Given(Enrolled, fenced).When(c => Computer.LiftFence(c, Later)).Then(new ComputerFenceLifted(Id, Later))
            .ThenState(c => c!.MayConnect(ItsSecret, Later).ShouldBeTrue())
            .AndAgainNothing();
        Refusal(() => Given(Enrolled, fenced).When(c => Computer.Reenrol(c, ItsSecret, "pc-1", "linux", "x64", Later)).ThenNothing())
            .ShouldBe(EnrolmentRefusal.ComputerFenced);
    }

    [Theory]
    [InlineData('a', 23, true)]
    [InlineData('a', 24, false)]
    [InlineData('b', 24, true)]
    public void After_a_rotation_the_old_secret_is_good_for_one_more_day(char digit, int hoursLater, bool may) =>
        Given(Enrolled).When(c => Computer.Rotate(c, ItsSecret, Secret.Sha256(new('b', 64)), Noon))
            .Then(new ComputerSecretRotated(Id, Secret.Sha256(new('b', 64)), Noon))
            .ThenState(c => c!.MayConnect(new(digit, 64), Noon.AddHours(hoursLater)).ShouldBe(may))
            .AndAgainNothing();

    [Fact]
    public void The_old_secret_begins_no_rotation() => Refusal(() =>
        Given(Enrolled, new ComputerSecretRotated(Id, Secret.Sha256(new('b', 64)), Noon))
            .When(c => Computer.Rotate(c, ItsSecret, Secret.Sha256(new('c', 64)), Noon)).ThenNothing())
        .ShouldBe(EnrolmentRefusal.WrongCredentials);

    private static EnrolmentRefusal Refusal(Action enrol) => Should.Throw<EnrolmentRefusedException>(enrol).Refusal;
}
