using System.Text.Json;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;

namespace Distribution.TaskScheduling.Tests.Executions;

public sealed class InstructionsTests
{
    private static readonly Guid Package = new("0198d000-0000-7000-8000-000000000001");
    private static readonly PackageAttributes Attributes = new(
        "Editor", "2.1", PackageKind.Software, "editor.deb", new string('a', 64), 1_000, "dpkg -i {file}", "dpkg -r editor", "editor", "/opt", 300);

    [Fact]
    public void An_installation_carries_the_packages_attributes_as_they_are_now()
    {
        var action = Only(new TaskAction(ActionKind.Install, Package, null, null, null, null));
        action.ShouldBe(new InstructedAction(
            1, ActionKind.Install, "Editor 2.1", Package, 7, new string('a', 64), 1_000, "editor.deb", "dpkg -i {file}", "editor", "2.1", "/opt", 300));
    }

    [Fact]
    public void What_the_task_says_replaces_what_the_package_says()
    {
        var action = Only(new TaskAction(ActionKind.Install, Package, "other", "msiexec {file}", "/srv", 60));
        (action.Command, action.SoftwareName, action.DestinationFolder, action.TimeLimitSeconds).ShouldBe(("msiexec {file}", "other", "/srv", 60));
    }

    [Fact]
    public void A_removal_fetches_nothing_unless_its_command_runs_the_content()
    {
        Only(new TaskAction(ActionKind.Uninstall, Package, null, null, null, null)).ContentSha256.ShouldBeNull();
        Only(new TaskAction(ActionKind.Uninstall, Package, null, "{file} /S /uninstall", null, null)).ContentSha256.ShouldNotBeNull();
    }

    [Fact]
    public void What_a_package_depends_on_is_an_action_before_it_and_its_settings_go_along()
    {
        var library = new Guid("0198d000-0000-7000-8000-000000000002");
        var settings = new ActionSettings(InnerPath: "setup/lib.msi");
        var known = new Dictionary<Guid, KnownPackage>
        {
            [Package] = Known() with { Attributes = Attributes with { DependsOn = [library] } },
            [library] = new(KnownPackage.IdFor(library), library, 3, false, Attributes with { Name = "Library", Settings = settings }),
        };
        var install = new TaskAction(ActionKind.Install, Package, null, null, null, null);
        var actions = Instructions.For(TaskOf(install, install), known).Instruction!.Actions;
        actions.Select(a => (a.Number, a.Name)).ShouldBe([(1, "Library 2.1"), (2, "Editor 2.1"), (3, "Editor 2.1")]);
        (actions[0].PackageStreamVersion, actions[0].Settings).ShouldBe((3, settings));
    }

    [Fact]
    public void Silence_is_the_actions_limits_together_and_the_margin() =>
        For(Known(), new TaskAction(ActionKind.Install, Package, null, null, null, null), new TaskAction(ActionKind.Run, null, null, "true", null, 60))
            .Instruction!.SilenceSeconds.ShouldBe(300 + 60 + 900);

    [Fact]
    public void A_package_that_is_not_known_yet_is_waited_for_and_a_removed_one_is_the_end()
    {
        var install = new TaskAction(ActionKind.Install, Package, null, null, null, null);
        var requested = ExecutionTable.Fold(Story.Until("Requested"));
        For(null, install).Dispatch(requested, Story.Noon).ShouldBeEmpty();
        For(Known() with { Removed = true }, install).Dispatch(requested, Story.Noon).ShouldHaveSingleItem().ShouldBeOfType<ExecutionFailed>()
            .Reason.ShouldBe("Package Editor was removed.");
    }

    [Fact]
    public void A_computer_in_contact_gets_its_own_windows_and_moment_and_what_is_held_back_goes_out_later()
    {
        var (standing, windows) = (ExecutionTable.Fold(Story.Until("Waiting"))! with { RunFrom = Story.Noon.AddHours(2) }, new MaintenanceWindow(null, new TimeOnly(22, 0), 60));
        var started = TaskOf(new TaskAction(ActionKind.Run, null, null, "true", null, null)) with { State = TaskState.Started };
        var instructions = Instructions.For(started, new Dictionary<Guid, KnownPackage>()) with
        {
            GroupWindows = new Dictionary<Guid, IReadOnlyList<MaintenanceWindow>> { [Story.Computer] = [windows] },
        };
        var sent = instructions.SendAgain(standing, false, Story.Noon).ShouldHaveSingleItem().ShouldBeOfType<ExecutionDispatched>().Brief!.Complete(instructions.Instruction!);
        (sent.NotBefore, sent.Windows!.Groups!.Single()).ShouldBe((standing.RunFrom, windows));

        var held = Instructions.For(started with { Hold = new(false, "Wait.", Story.Noon) }, new Dictionary<Guid, KnownPackage>());
        held.SendAgain(standing, false, Story.Noon).ShouldHaveSingleItem().ShouldBeOfType<ExecutionResumed>();
        (instructions with { IsLimited = true }).SendAgain(standing, false, Story.Noon).ShouldHaveSingleItem().ShouldBeOfType<ExecutionResumed>();
        instructions.SendAgain(standing with { DueAt = Story.Noon.AddDays(1) }, false, Story.Noon).ShouldHaveSingleItem().ShouldBeOfType<ExecutionResumed>();
        instructions.SendAgain(Execution.Evolve(standing, new ExecutionResumed(Story.Id, Story.Task, Story.Computer, 1, ExecutionState.Waiting, Story.Noon)), false, Story.Noon)
            .ShouldBeEmpty();
    }

    [Fact]
    public void What_is_requested_and_dispatched_at_once_is_one_event_and_the_same_execution()
    {
        var run = For(Known(), new TaskAction(ActionKind.Run, null, null, "true", null, null)) with { Task = null };
        var requested = ExecutionDecisions.Request(null, Story.Task, Story.Computer, Story.Expiry, Story.Noon, Story.Noon, Story.Noon.AddHours(1), 2);

        var issued = run.DispatchAfter(null, requested, Story.Noon).ShouldHaveSingleItem().ShouldBeOfType<ExecutionIssued>();

        object[] told = [.. requested, .. run.Dispatch(ExecutionTable.Fold(requested), Story.Noon)];
        told.Length.ShouldBe(2);
        JsonSerializer.Serialize(ExecutionTable.Fold([issued])).ShouldBe(JsonSerializer.Serialize(ExecutionTable.Fold(told)));
    }

    [Fact]
    public void A_computer_without_a_time_or_windows_of_its_own_shares_what_is_kept_of_the_instruction()
    {
        var windows = new MaintenanceWindow[] { new(null, new TimeOnly(22, 0), 60) };
        var own = For(Known(), new TaskAction(ActionKind.Run, null, null, "true", null, null)) with
        {
            GroupWindows = new Dictionary<Guid, IReadOnlyList<MaintenanceWindow>> { [Story.Computer] = windows },
        };

        own.BriefFor(ExecutionTable.Fold(Story.Until("Requested"))! with { ComputerId = Guid.NewGuid() }).ShouldBeSameAs(own.Brief);
        own.BriefFor(ExecutionTable.Fold(Story.Until("Requested"))).Complete(own.Instruction!).Windows!.Groups.ShouldBe(windows);
    }

    private static KnownPackage Known() => new(KnownPackage.IdFor(Package), Package, 7, false, Attributes);

    private static InstructedAction Only(TaskAction action) => For(Known(), action).Instruction!.Actions.ShouldHaveSingleItem();

    private static Instructions For(KnownPackage? known, params TaskAction[] actions) => Instructions.For(
        TaskOf(actions), known is null ? new Dictionary<Guid, KnownPackage>() : new Dictionary<Guid, KnownPackage> { [Package] = known });

    private static DistributionTask TaskOf(params TaskAction[] actions) => DistributionTask.Evolve(null, new TaskCreated(
        Guid.NewGuid(), "Task", "", TaskKind.Distribution, TaskClass.Administrator, actions, new TaskDestinations([], []),
        new TaskSchedule(null, null, null, null), new TaskRunning(false, 900), null, "", Story.Noon))!;
}
