using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class AskingTheUser
{
    private static readonly Surroundings SomebodyIsThere = new(IsUserThere: true);
    private readonly ExecuteTask asked = Task() with { Parameters = new(User: new(CountdownSeconds: 30, Postponements: 2, PostponeMinutes: 10, DeadlineMinutes: 15)) };
    private readonly ExecuteTask offered = Task() with { Parameters = new(Offer: true) };

    [Fact]
    public void The_user_is_told_first_and_the_countdown_is_waited_for()
    {
        var told = NextRun.Of(State(asked.Received()), Noon, "", SomebodyIsThere).ShouldBeOfType<Tell>().Telling;
        told.BeginsAt.ShouldBe(Noon.AddSeconds(30));
        NextRun.Of(State(asked.Received(), told), Noon, "", SomebodyIsThere).ShouldBe(new Rest(Noon.AddSeconds(30)));
        NextRun.Of(State(asked.Received(), told), Noon.AddSeconds(30), "", SomebodyIsThere).ShouldBeOfType<Begin>();
        NextRun.Of(State(asked.Received(), told, new UserAgreed(asked.Id(), Noon)), Noon, "", SomebodyIsThere).ShouldBeOfType<Begin>();
    }

    [Fact]
    public void With_nobody_there_nobody_is_asked() =>
        NextRun.Of(State(asked.Received()), Noon).ShouldBeOfType<Begin>();

    [Fact]
    public void He_may_put_it_off_so_often_and_not_behind_the_deadline_and_is_told_again_afterwards()
    {
        var first = Postponed(State(asked.Received()), Noon).ShouldNotBeNull();
        first.Until.ShouldBe(Noon.AddMinutes(10));
        var state = State(asked.Received(), first);
        NextRun.Of(state, Noon.AddMinutes(9)).ShouldBe(new Rest(Noon.AddMinutes(10)), "also when he has left meanwhile");
        NextRun.Of(state, Noon.AddMinutes(10), "", SomebodyIsThere).ShouldBeOfType<Tell>();

        var second = Postponed(state, Noon.AddMinutes(11)).ShouldNotBeNull();
        second.Until.ShouldBe(Noon.AddMinutes(15));
        Postponed(State(asked.Received(), first, second), Noon.AddMinutes(12)).ShouldBeNull();
        Postponed(state, Noon.AddMinutes(15)).ShouldBeNull();
        Postponed(State(Task().Received()), Noon).ShouldBeNull();
        Postponed(State(asked.Received(), asked.Begun(1)), Noon).ShouldBeNull();
    }

    [Fact]
    public void What_was_put_off_is_not_fetched_either()
    {
        var content = asked with { Actions = [Do.Install(1, Content())] };
        var state = State(content.Received(), new UserPostponed(content.Id(), Noon.AddMinutes(5), Noon));
        NextTransfer.Of(state, new Dictionary<AttemptId, DateTimeOffset>(), Noon).ShouldBe((null, Noon.AddMinutes(5)));
        NextTransfer.Of(state, new Dictionary<AttemptId, DateTimeOffset>(), Noon.AddMinutes(5)).Execution.ShouldNotBeNull();
    }

    [Fact]
    public void An_offer_is_neither_fetched_nor_begun_until_the_user_takes_it()
    {
        var content = offered with { Actions = [Do.Install(1, Content())] };
        NextTransfer.Of(State(content.Received()), new Dictionary<AttemptId, DateTimeOffset>(), Noon.AddYears(1)).ShouldBe((null, null));
        NextRun.Of(State(offered.Received()), Noon.AddYears(1), "", SomebodyIsThere).ShouldBe(new Rest(null));
        NextTransfer.Of(State(content.Received(), new UserAgreed(content.Id(), Noon)), new Dictionary<AttemptId, DateTimeOffset>(), Noon).Execution.ShouldNotBeNull();
        NextRun.Of(State(offered.Received(), new UserAgreed(offered.Id(), Noon)), Noon).ShouldBeOfType<Begin>();
    }

    [Fact]
    public void Work_is_held_once_a_day_and_what_has_begun_goes_on()
    {
        var held = UserConsent.Hold(State(), TimeSpan.FromHours(4), Noon).Record.ShouldBeOfType<HoldBegun>();
        held.Until.ShouldBe(Noon.AddHours(4));
        NextRun.Of(State(asked.Received(), held), Noon).ShouldBe(new Rest(Noon.AddHours(4)));
        NextRun.Of(State(asked.Received(), asked.Begun(1), asked.Ended(1), held), Noon).ShouldBeOfType<Begin>();
        NextRun.Of(State(asked.Received(), held, new HoldEnded(Noon.AddHours(1))), Noon.AddHours(1)).ShouldBeOfType<Begin>();

        UserConsent.Hold(State(held, new HoldEnded(Noon.AddHours(1))), TimeSpan.FromHours(4), Noon.AddHours(23)).Record.ShouldBeNull("one hold a day");
        UserConsent.Hold(State(held), TimeSpan.FromHours(4), Noon.AddHours(24)).Record.ShouldNotBeNull();
        UserConsent.Hold(State(), TimeSpan.Zero, Noon).Refusal.ShouldBe("Work may not be held on this computer.");
    }

    [Fact]
    public void What_the_user_said_survives_the_journal_s_compaction()
    {
        var state = State(asked.Received(), new UserPostponed(asked.Id(), Noon.AddMinutes(5), Noon), new HoldBegun(Noon.AddHours(1), Noon));
        var again = State(state.Snapshot(Noon));
        (again.Open.Single().User, again.Hold).ShouldBe((state.Open.Single().User, state.Hold));
    }

    private static UserPostponed? Postponed(JournalState state, DateTimeOffset now) => UserConsent.Postpone(state.Open.Single(), now).Record as UserPostponed;
}
