using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class InstallingAtAStartOrAShutdown
{
    private static readonly Surroundings GoingDown = new(IsGoingDown: true);
    private static readonly ComputerStarted Monday = new("monday", Noon);
    private static readonly ComputerStarted Tuesday = new("tuesday", Noon);

    private readonly ExecuteTask atStart = With(InstallationTiming.AtNextStartUp);
    private readonly ExecuteTask atShutdown = With(InstallationTiming.AtShutdown);

    [Fact]
    public void What_is_put_off_until_the_next_start_waits_for_it_and_lets_others_pass()
    {
        var other = Task();
        Next(Monday, atStart.Received()).ShouldBe(new Rest(null));
        Next(Monday, atStart.Received(), other.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(other);
        Next(Monday, atStart.Received(), Tuesday).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(atStart);
    }

    [Fact]
    public void What_is_put_off_until_the_shutdown_runs_while_the_computer_goes_down_and_nothing_else_does()
    {
        var state = State(Monday, Task().Received(), atStart.Received(), atShutdown.Received());
        Next(Monday, atShutdown.Received()).ShouldBe(new Rest(null));
        NextRun.Of(state, Noon, "monday", GoingDown).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(atShutdown);
        NextRun.Of(State(Monday, Task().Received(), atStart.Received()), Noon, "monday", GoingDown).ShouldBe(new Rest(null));
    }

    [Fact]
    public void What_a_shutdown_had_no_time_for_runs_at_the_next_start() =>
        Next(Monday, atShutdown.Received(), Tuesday).ShouldBeOfType<Begin>();

    [Fact]
    public void What_has_begun_goes_on_whenever_it_can()
    {
        Next(Monday, atShutdown.Received(), atShutdown.Begun(1), atShutdown.Ended(1)).ShouldBeOfType<Begin>().Action.Number.ShouldBe(2);
        Next(Monday, atStart.Received(), Tuesday, atStart.Begun(1), atStart.Ended(1)).ShouldBeOfType<Begin>().Action.Number.ShouldBe(2);
    }

    [Fact]
    public void A_start_counts_only_when_the_content_was_there_and_the_hour_had_come()
    {
        var heavy = With(InstallationTiming.AtNextStartUp) with { Actions = [Do.Install(1, Content())] };
        var later = With(InstallationTiming.AtNextStartUp) with { NotBefore = Noon.AddMinutes(1) };
        Next(Monday, heavy.Received(), Tuesday, heavy.Transferred()).ShouldBe(new Rest(null));
        Next(Monday, heavy.Received(), heavy.Transferred(), Tuesday).ShouldBeOfType<Begin>();
        NextRun.Of(State(Monday, later.Received(), Tuesday), Noon.AddHours(1)).ShouldBe(new Rest(null));
        NextRun.Of(State(Monday, later.Received(), Tuesday with { At = Noon.AddMinutes(1) }), Noon.AddHours(1)).ShouldBeOfType<Begin>();
    }

    [Fact]
    public void The_first_start_that_an_agent_ever_sees_may_be_an_old_one() =>
        Next(atStart.Received(), Monday).ShouldBe(new Rest(null));

    [Fact]
    public void A_restart_that_a_task_needs_is_a_shutdown_too()
    {
        var restarting = Task();
        var state = State(Monday, restarting.Received(), restarting.Begun(1), restarting.Ended(1) with { RestartFrom = "monday" }, atShutdown.Received());
        NextRun.Of(state, Noon, "monday").ShouldBe(new Rest(null));
        NextRun.Of(state, Noon, "monday", GoingDown).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(atShutdown);
    }

    [Fact]
    public void The_computer_s_end_waits_for_what_was_put_off_until_it_and_for_nothing_else()
    {
        HoldsUp(Monday, atShutdown.Received()).ShouldBeTrue();
        HoldsUp(Monday, atShutdown.Received(), atShutdown.Begun(1)).ShouldBeTrue();
        HoldsUp(Monday, atShutdown.Received(), atShutdown.Begun(1), atShutdown.Ended(1), atShutdown.Begun(2), atShutdown.Ended(2)).ShouldBeTrue("its result is to be written");
        HoldsUp(Monday, atStart.Received()).ShouldBeFalse();
        var other = Task();
        HoldsUp(Monday, atShutdown.Received(), other.Received(), other.Begun(1)).ShouldBeFalse("another's installer has the place, and no shutdown waits for that one");
        Timing.HoldsUpShutdown(State(Monday, atShutdown.Received()), Noon, "monday", Surroundings.None).ShouldBeFalse();
    }

    [Fact]
    public void What_the_user_chooses_begins_when_he_says_so()
    {
        var offer = With(InstallationTiming.AtNextStartUp) with { Parameters = new(Running: new(Timing: InstallationTiming.AtNextStartUp), Offer: true) };
        Next(Monday, offer.Received(), new UserAgreed(offer.Id(), Noon)).ShouldBeOfType<Begin>();
    }

    [Fact]
    public void The_server_is_told_that_it_waits_for_its_time()
    {
        NextWait.Of(State(Monday, atStart.Received()), Noon).ShouldBe([new WaitBegun(atStart.Id(), WaitingFor.Time, null, Noon)]);
        NextWait.Of(State(Monday, atShutdown.Received()), Noon).ShouldBe([new WaitBegun(atShutdown.Id(), WaitingFor.Time, null, Noon)]);
        NextWait.Of(State(Monday, atStart.Received(), Tuesday), Noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_compacted_journal_still_knows_which_starts_it_saw()
    {
        var snapshot = State(Monday, atStart.Received(), Tuesday).Snapshot(Noon);
        var state = JournalState.Evolve(JournalState.Empty, snapshot);
        state.BootId.ShouldBe("tuesday");
        NextRun.Of(state, Noon, "tuesday").ShouldBeOfType<Begin>();
    }

    private static ExecuteTask With(InstallationTiming timing) => Task() with { Parameters = new(Running: new(Timing: timing)) };

    private static NextRun Next(params JournalRecord[] records) => NextRun.Of(State(records), Noon, State(records).BootId ?? "");

    private static bool HoldsUp(params JournalRecord[] records) => Timing.HoldsUpShutdown(State(records), Noon, "monday", GoingDown);
}
