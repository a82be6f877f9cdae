using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>What a package and a task say about how an action is run.</summary>
public sealed class HonouringSettings : ComputerOfATest
{
    [Fact]
    public async Task The_installer_inside_a_zip_is_found_by_its_path_and_installed_by_its_kind()
    {
        var zip = Cached("suite.zip", Zipped.Of(("read me.txt", "hello"u8.ToArray()), ("64 bit/tool.deb", DebianPackage.Build("tool", "3.1"))));
        var verdict = await Run(Do.Install(1, zip) with { Settings = new(InnerPath: "64 bit/tool.deb") });
        verdict.Outcome.ShouldBe(ActionOutcome.Succeeded, verdict.Reason);
        DebianPackage.StatusIn(Root, "tool").ShouldBe("install ok installed 3.1");

        (await Run(Do.Install(1, zip) with { Settings = new(InnerPath: "32 bit/tool.deb") })).Reason.ShouldBe("The zip suite.zip holds no '32 bit/tool.deb'.");
    }

    [Fact]
    public async Task A_command_runs_in_its_folder_with_its_environment_and_secrets_are_not_repeated()
    {
        Directory.CreateDirectory(Path.Combine(Root, "opt"));
        var settings = new ActionSettings(
            WorkingDirectory: "{root}/opt", Environment: new Dictionary<string, string> { ["LICENCE_KEY"] = "AAAA-BBBB", ["COLOUR"] = "blue" });
        var verdict = await Run(Do.Run(1, "/bin/sh -c 'pwd; echo $COLOUR $LICENCE_KEY'") with { Settings = settings });
        verdict.OutputTail.ShouldBe($"{Root}/opt\nblue ***\n");

        (await Run(Do.Run(1, "/bin/true") with { Settings = new(WorkingDirectory: "{root}/nowhere") })).Reason.ShouldBe($"The working folder '{Root}/nowhere' does not exist.");
    }

    [Fact]
    public async Task The_package_s_own_exit_codes_take_the_place_of_the_table_and_the_task_s_success_codes_of_theirs()
    {
        var seven = Do.Run(1, "/bin/sh -c 'exit 7'");
        var own = new ActionSettings(ExitCodes: new([7], [8], [], [9]));
        (await Run(seven)).Error.ShouldBe(ErrorClass.BadExitCode);
        (await Run(Do.Run(1, "/no/such/program"))).Error.ShouldBe(ErrorClass.NotStarted);
        (await Run(seven with { Settings = own })).Outcome.ShouldBe(ActionOutcome.Succeeded);
        (await Run(Do.Run(1, "/bin/true") with { Settings = own })).Outcome.ShouldBe(ActionOutcome.Failed);
        (await Run(Do.Run(1, "/bin/sh -c 'exit 8'") with { Settings = own })).OutputTail.ShouldContain("A restart of the computer is needed");
        (await Run(Do.Run(1, "/bin/sh -c 'exit 9'") with { Settings = own })).Error.ShouldBe(ErrorClass.RetryLater);
        (await Run(seven with { Settings = own }, parameters: new(Running: new(SuccessCodes: [0])))).Outcome.ShouldBe(ActionOutcome.Failed);
    }

    [Fact]
    public async Task What_only_windows_can_do_is_told_and_no_error()
    {
        var verdict = await Run(
            Do.Run(1, "/bin/echo done") with { Settings = new(RunAs: RunAs.SessionUser) }, parameters: new(Running: new(LockInput: true, DisableUac: true)));
        verdict.Outcome.ShouldBe(ActionOutcome.Succeeded);
        verdict.OutputTail.ShouldBe(
            """
            done
            Running as the session's user: not applicable on this computer.
            Disabling UAC: not applicable on this computer.
            Locking mouse and keyboard: not applicable on this computer.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_task_of_low_priority_runs_nicely() =>
        (await Run(Do.Run(1, "/usr/bin/nice"), parameters: new(new(Priority: WorkPriority.Low)))).OutputTail.Trim().ShouldBe("10");

    [Theory]
    [InlineData("exit 0", "exit 0", "before install after ", ActionOutcome.Succeeded, null)]
    [InlineData("exit 0", "exit 5", "before install error ", ActionOutcome.Failed, "Exit code 5.")]
    [InlineData("echo no licence; exit 3", "exit 0", "before ", ActionOutcome.Failed, "The program before it failed with exit code 3: no licence. The installation was not begun.")]
    public async Task Programs_run_before_and_after_an_installation_and_on_its_error(string before, string install, string ran, ActionOutcome outcome, string? reason)
    {
        var programs = new ExternalPrograms(Program("before", before), Program("after", "exit 0"), Program("error", "exit 0"));
        var verdict = await Run(Do.Run(1, Said("install", install)) with { Settings = new(ExternalPrograms: programs) });
        (verdict.Outcome, verdict.Reason, Said("ran")).ShouldBe((outcome, reason, ran));
    }

    [Theory]
    [InlineData("exit 3", OnProgramError.Continue, OnProgramTimeOut.Fail, ActionOutcome.Succeeded, null)]
    [InlineData("sleep 600", OnProgramError.Abort, OnProgramTimeOut.Continue, ActionOutcome.Succeeded, null)]
    [InlineData("sleep 600", OnProgramError.Continue, OnProgramTimeOut.Fail, ActionOutcome.Failed, "The program after it was not done within 1 s. The installation itself had succeeded.")]
    public async Task A_program_that_fails_or_takes_too_long_stops_or_lets_go_on_as_its_rules_say(
        string after, OnProgramError onError, OnProgramTimeOut onTimeOut, ActionOutcome outcome, string? reason)
    {
        var programs = new ExternalPrograms(null, new(Said("after", after), onError, 1, onTimeOut), null);
        var verdict = await Run(Do.Run(1, "/bin/true") with { Settings = new(ExternalPrograms: programs) });
        (verdict.Outcome, verdict.Reason, Said("ran")).ShouldBe((outcome, reason, "after "));
    }

    [Fact]
    public async Task An_unmet_condition_skips_the_action_and_says_what_was_found()
    {
        await Run(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "1.10"))));
        var older = new SoftwareConditions(JudgedBy.All, [new("tool", true, Comparison.Less, "1.9"), new("other", false, null, null)]);
        var verdict = await Run(Do.Run(1, Said("install", "exit 0")) with { Settings = new(SoftwareConditions: older) });
        (verdict.Outcome, verdict.Reason).ShouldBe((ActionOutcome.Skipped, "tool must be installed with a version < 1.9; found: 1.10."));
        Said("ran").ShouldBe("");

        var any = older with { JudgedBy = JudgedBy.Any };
        (await Run(Do.Run(1, Said("install", "exit 0")) with { Settings = new(SoftwareConditions: any) })).Outcome.ShouldBe(ActionOutcome.Succeeded);
    }

    private static ExternalProgram Program(string name, string command) => new(Said(name, command), OnProgramError.Abort, 60, OnProgramTimeOut.Fail);

    private static string Said(string name, string command) => $"/bin/sh -c 'printf \"{name} \" >> $DISTRIBUTION_ROOT/ran; {command}'";
}
