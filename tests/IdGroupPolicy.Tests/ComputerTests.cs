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
            .ThenState(c => (c!.Id, c.Name, c.MayConnect(ItsSecret)).ShouldBe((Id, "pc-2", true)))
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
    public void Removing_removes_once() =>
        Given(Enrolled).When(c => Computer.Remove(c, Noon)).Then(Removed).AndAgainNothing();

    [Theory]
    [InlineData('a', true)]
    [InlineData('b', false)]
    public void Only_the_right_secret_lets_it_connect(char digit, bool may) =>
        Given(Enrolled).ThenState(c => c!.MayConnect(new(digit, 64)).ShouldBe(may));

    [Fact]
    public void A_removed_computer_may_not_connect() =>
        Given(Enrolled, Removed).ThenState(c => c!.MayConnect(ItsSecret).ShouldBeFalse());

    private static EnrolmentRefusal Refusal(Action enrol) => Should.Throw<EnrolmentRefusedException>(enrol).Refusal;
}
