using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class PresenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-000000000001");
    private static readonly Guid First = Guid.Parse("019a0000-0000-7000-8000-00000000000a");
    private static readonly Guid Second = Guid.Parse("019a0000-0000-7000-8000-00000000000b");

    [Fact]
    public void Restarts_and_signs_of_life_are_no_second_computer() =>
        IsSecond((First, 1, 0), (First, 2, 10), (Second, 1, 11), (Second, 2, 21)).ShouldBeFalse();

    [Fact]
    public void A_start_that_was_succeeded_and_speaks_again_is_a_second_computer() =>
        IsSecond((First, 1, 0), (Second, 1, 5), (First, 2, 10)).ShouldBeTrue();

    [Fact]
    public void A_message_that_comes_twice_is_none() =>
        IsSecond((First, 1, 0), (Second, 1, 5), (First, 1, 0), (Second, 1, 5), (First, 1, 0)).ShouldBeFalse();

    [Fact]
    public void A_message_that_was_overtaken_by_the_next_start_is_none() =>
        IsSecond((First, 1, 0), (Second, 1, 5), (First, 2, 4)).ShouldBeFalse();

    [Fact]
    public void Two_are_fenced_and_begin_anew_once_the_fence_is_lifted()
    {
        var computer = Computer.Evolve(null, Computer.Enrol(Id, "pc-1", "linux", "x64", Secret.Sha256("x"), Id, Noon))!;
        var (events, presence) = Hearing.Of(computer, null, [Says(First, 1, 0), Says(Second, 1, 5), Says(First, 2, 10)], Noon);
        events.ShouldHaveSingleItem().ShouldBeOfType<ComputerFenced>().InstanceIds.ShouldBe([Second, First]);
        presence.Current.ShouldBeNull();
    }

    [Fact]
    public void A_connection_that_was_not_told_is_told_by_the_next_sign_of_life()
    {
        var computer = Computer.Evolve(null, Computer.Enrol(Id, "pc-1", "linux", "x64", Secret.Sha256("x"), Id, Noon))!;
        Presence? presence = null;
        for (var number = 1; number <= 4; number++)
        {
            (var told, presence) = Hearing.Of(computer, presence, [Says(First, number, number)], Noon.AddSeconds(number));
            computer = told.Aggregate(computer, (state, e) => Computer.Evolve(state, e)!);
        }

        presence!.Untold.ShouldBeTrue("the fourth within a minute");
        var (events, after) = Hearing.Of(computer, presence, [Says(First, 5, 600, isNew: false)], Noon.AddMinutes(10));
        events.ShouldHaveSingleItem().ShouldBeOfType<ComputerMadeContact>();
        Hearing.Of(computer, after, [Says(First, 6, 1200, isNew: false)], Noon.AddMinutes(20)).Events.ShouldBeEmpty("a sign of life alone is no event");
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public void Who_misses_two_signs_of_life_is_not_online(int minutes, bool online) =>
        Presence.Of(Id, Noon).Hear(new(First, 1, Noon), Noon).Next.IsOnline(Noon.AddMinutes(minutes)).ShouldBe(online);

    private static bool IsSecond(params (Guid Instance, long Number, int Minute)[] said)
    {
        var (presence, second) = (Presence.Of(Id, Noon), false);
        foreach (var (instance, number, minute) in said)
        {
            (presence, var now) = presence.Hear(new(instance, number, Noon.AddMinutes(minute)), Noon.AddMinutes(minute));
            second |= now;
        }

        return second;
    }

    private static Contact Says(Guid instance, int number, int second, bool isNew = true) =>
        new(Id, "1.0", new(instance, number, Noon.AddSeconds(second)), isNew);
}
