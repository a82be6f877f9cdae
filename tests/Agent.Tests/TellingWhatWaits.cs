using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class TellingWhatWaits
{
    private static readonly RunWindows AtNight = new([new([], new TimeOnly(22, 0), 60, "UTC")]);

    [Fact]
    public void An_hour_a_window_and_a_user_are_told_each_with_its_end()
    {
        var later = Task(notBefore: Noon.AddHours(1));
        var night = Task() with { Windows = AtNight };
        var offer = Task() with { Parameters = new(Offer: true) };
        Waits(later).ShouldBe([new WaitBegun(later.Id(), WaitingFor.Time, Noon.AddHours(1), Noon)]);
        Waits(night).ShouldBe([new WaitBegun(night.Id(), WaitingFor.Window, Noon.AddHours(10), Noon)]);
        Waits(offer).ShouldBe([new WaitBegun(offer.Id(), WaitingFor.User, null, Noon)]);
        Waits(Task()).ShouldBeEmpty();
    }

    [Fact]
    public void Content_that_may_be_fetched_at_once_is_no_wait_but_what_follows_it_is()
    {
        var night = Task() with { Actions = [Do.Install(1, Content())], Windows = AtNight with { TransferOutside = true } };
        Waits(night).ShouldBeEmpty();
        NextWait.Of(State(night.Received(), night.Transferred()), Noon).Single().For.ShouldBe(WaitingFor.Window);
    }

    [Fact]
    public void A_wait_is_told_once_and_again_when_it_has_changed_or_something_came_between()
    {
        var later = Task(notBefore: Noon.AddHours(1));
        var wait = Waits(later).Single();
        NextWait.Of(State(later.Received(), wait), Noon).ShouldBeEmpty();
        NextWait.Of(State(later.Received(), wait, new HoldBegun(Noon.AddHours(2), Noon)), Noon).Single().For.ShouldBe(WaitingFor.User);
        NextWait.Of(State(later.Received(), wait, later.Transferred()), Noon).ShouldBe([wait]);
        NextWait.Of(State(later.Received(), later.Begun(1)), Noon).ShouldBeEmpty("what runs does not wait");
    }

    [Fact]
    public void What_blocking_programs_hold_up_waits_for_the_user()
    {
        var task = Task();
        var blocked = new Surroundings(Blocked: new Dictionary<AttemptId, DateTimeOffset> { [task.Id()] = Noon.AddSeconds(5) });
        NextWait.Of(State(task.Received()), Noon, blocked).Single().For.ShouldBe(WaitingFor.User);
        NextRun.Of(State(task.Received()), Noon, "", blocked).ShouldBe(new Rest(Noon.AddSeconds(5)));
        NextRun.Of(State(task.Received()), Noon.AddSeconds(5), "", blocked).ShouldBeOfType<Begin>();
    }

    private static IEnumerable<WaitBegun> Waits(ExecuteTask task) => NextWait.Of(State(task.Received()), Noon);
}
