using System.Text;
using Distribution.Agent.Actions;
using Distribution.Agent.Processes;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>Actions on a root folder of their own, through a real supervisor process.</summary>
public sealed class CarryingOutActions : ComputerOfATest
{
    [Fact]
    public async Task A_debian_package_is_really_installed_upgraded_and_removed()
    {
        (await Run(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "1.0-1")), "dpkg --install \"{file}\""))).Outcome.ShouldBe(ActionOutcome.Succeeded);
        DebianPackage.StatusIn(Root, "tool").ShouldBe("install ok installed 1.0-1");
        File.ReadAllText(Path.Combine(Root, "usr/share/tool/hello.txt")).ShouldBe("tool 1.0-1\n");

        (await Run(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "2.0-1")), software: "tool", version: "2.0"))).Outcome.ShouldBe(ActionOutcome.Succeeded);
        DebianPackage.StatusIn(Root, "tool").ShouldBe("install ok installed 2.0-1");

        (await Run(Do.Uninstall(1, "tool"))).Outcome.ShouldBe(ActionOutcome.Succeeded);
        File.Exists(Path.Combine(Root, "usr/share/tool/hello.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_already_gone_is_removed_successfully_and_nothing_is_run()
    {
        var verdict = await Run(Do.Uninstall(1, "never-there"));
        (verdict.Outcome, verdict.ExitCode, verdict.OutputTail).ShouldBe((ActionOutcome.Succeeded, null, "never-there was not installed."));
    }

    [Fact]
    public async Task An_installer_that_claims_success_without_installing_has_failed()
    {
        var verdict = await Run(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "1.0")), "/bin/true"));
        (verdict.Outcome, verdict.ExitCode).ShouldBe((ActionOutcome.Failed, 0));
        verdict.Reason.ShouldBe("The command succeeded, but dpkg has no tool installed, not 1.0.");
    }

    [Fact]
    public async Task A_package_whose_script_fails_has_failed_with_the_script_s_words()
    {
        var verdict = await Run(Do.Install(1, Cached("bad.deb", DebianPackage.Build("bad", "1.0", "echo the licence is missing; exit 7"))));
        verdict.Outcome.ShouldBe(ActionOutcome.Failed);
        verdict.OutputTail.ShouldContain("the licence is missing");
    }

    [Fact]
    public async Task A_script_is_run_by_its_own_interpreter_with_the_name_that_it_was_registered_under()
    {
        var script = Cached("set up.sh", "#!/bin/sh\necho \"$(basename \"$0\")\" > \"$DISTRIBUTION_ROOT/ran\"\n");
        (await Run(Do.Install(1, script))).Outcome.ShouldBe(ActionOutcome.Succeeded);
        File.ReadAllText(Path.Combine(Root, "ran")).ShouldBe("set up.sh\n");
    }

    [Fact]
    public async Task A_zip_with_an_installer_inside_is_unpacked_and_the_installer_runs_there()
    {
        var zip = Cached("suite.zip", Zipped.Of(("bin/install.sh", "#!/bin/sh\ncp ../data.txt \"$1\""u8.ToArray(), 0x81ED), ("data.txt", "the data"u8.ToArray(), 0x81A4)));
        var verdict = await Run(Do.Install(1, zip, "/bin/sh -c 'cd \"{folder}/bin\" && ./install.sh \"{root}/installed\"'"));
        verdict.Outcome.ShouldBe(ActionOutcome.Succeeded, verdict.Reason);
        File.ReadAllText(Path.Combine(Root, "installed")).ShouldBe("the data");
    }

    [Theory]
    [InlineData(0, ActionOutcome.Succeeded), InlineData(3010, ActionOutcome.Succeeded), InlineData(1641, ActionOutcome.Succeeded)]
    [InlineData(1618, ActionOutcome.Failed), InlineData(1605, ActionOutcome.Failed), InlineData(1603, ActionOutcome.Failed), InlineData(1602, ActionOutcome.Failed)]
    [InlineData(1638, ActionOutcome.Failed), InlineData(1, ActionOutcome.Failed)]
    public void Exit_codes_mean_what_the_table_says(int exitCode, ActionOutcome outcome)
    {
        var result = new SupervisedResult(SupervisedEnd.Exited, exitCode, "", null, default, default);
        JudgedExit.Of(Do.Run(1, "x"), result).Outcome.ShouldBe(outcome);
        (JudgedExit.Of(Do.Run(1, "x"), result).Reason is null).ShouldBe(outcome == ActionOutcome.Succeeded);
    }

    [Fact]
    public void Software_that_is_already_gone_counts_as_removed_and_a_busy_installer_says_so()
    {
        static SupervisedResult Exit(int code) => new(SupervisedEnd.Exited, code, "", null, default, default);
        JudgedExit.Of(Do.Uninstall(1, "x"), Exit(1605)).Outcome.ShouldBe(ActionOutcome.Succeeded);
        JudgedExit.Of(Do.Run(1, "x"), Exit(1618)).Reason!.ShouldContain("try again later");
    }

    [Fact]
    public async Task After_the_time_limit_every_process_is_gone_even_one_that_hid_itself()
    {
        var marker = $"4{Random.Shared.Next(100_000, 999_999)}";
        var script = Cached("hang.sh", $"#!/bin/sh\ntrap '' TERM\nsleep {marker} &\nsetsid sleep {marker} &\n(setsid env -i /bin/sh -c 'sleep {marker} & sleep {marker}' &)\necho waiting\nsleep {marker}\n");
        var verdict = await Run(Do.Run(1, "", limit: 1, content: script));
        (verdict.Outcome, verdict.ExitCode).ShouldBe((ActionOutcome.TimedOut, null));
        verdict.OutputTail.ShouldBe("waiting\n");
        (verdict.EndedAt - verdict.StartedAt).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        Processes(marker).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_daemon_that_an_installer_leaves_running_lives_on_and_holds_nothing_up()
    {
        var marker = $"4{Random.Shared.Next(100_000, 999_999)}";
        var script = Cached("daemon.sh", $"#!/bin/sh\nsleep {marker} &\necho started $!\n");
        var verdict = await Run(Do.Run(1, "", limit: 30, content: script));
        verdict.Outcome.ShouldBe(ActionOutcome.Succeeded);
        var daemon = Processes(marker).Single();
        System.Diagnostics.Process.GetProcessById(daemon).Kill();
    }

    [Fact]
    public async Task Of_endless_output_the_end_is_kept()
    {
        var verdict = await Run(Do.Run(1, "", content: Cached("chatty.sh", "i=0; while [ $i -lt 20000 ]; do echo line $i äöü; i=$((i+1)); done")));
        Encoding.UTF8.GetByteCount(verdict.OutputTail).ShouldBeInRange(8000, 8 * 1024);
        verdict.OutputTail.ShouldEndWith("line 19999 äöü\n");
    }

    [Fact]
    public async Task A_question_to_the_user_gets_the_end_of_input_instead_of_waiting() =>
        (await Run(Do.Run(1, "", limit: 20, content: Cached("ask.sh", "read answer || exit 9")))).ExitCode.ShouldBe(9);

    [Fact]
    public async Task A_cancelled_action_is_stopped()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var verdict = await Run(Do.Run(1, "/bin/sleep 600"), cancel: cancel.Token);
        verdict.Outcome.ShouldBe(ActionOutcome.Cancelled);
    }

    [Fact]
    public async Task The_agent_s_own_settings_are_not_told_to_installers()
    {
        Environment.SetEnvironmentVariable("DISTRIBUTION_ENROLMENT_KEY", "very secret");
        var verdict = await Run(Do.Run(1, "/usr/bin/env"));
        Environment.SetEnvironmentVariable("DISTRIBUTION_ENROLMENT_KEY", null);
        verdict.OutputTail.ShouldNotContain("very secret");
        verdict.OutputTail.ShouldContain("DEBIAN_FRONTEND=noninteractive");
    }

    [Theory]
    [InlineData("/no/such/program", "could not be started")]
    [InlineData("\"open", "open quote")]
    public async Task A_command_that_cannot_be_run_fails_with_a_reason(string command, string reason) =>
        (await Run(Do.Run(1, command))).Reason!.ShouldContain(reason);

    [Fact]
    public void A_command_is_split_without_a_shell()
    {
        var placeholders = new Dictionary<string, string> { ["file"] = "/a b/c'\"d.deb" };
        CommandLine.Split("dpkg --install \"{file}\"", placeholders).ShouldBe(["dpkg", "--install", "/a b/c'\"d.deb"]);
        CommandLine.Split("  setup.exe  /D=C:\\Programs\\X /name=\"a \\\"b\\\"\" '' it's $HOME; rm ", placeholders)
            .ShouldBe(["setup.exe", "/D=C:\\Programs\\X", "/name=a \"b\"", "", "it's", "$HOME;", "rm"]);
        CommandLine.Split("", placeholders).ShouldBeEmpty();
    }

    [Fact]
    public void A_software_name_that_is_an_option_is_no_software_name() =>
        Should.Throw<FormatException>(() => ActionCommand.Of(Do.Uninstall(1, "--force-all"), null, null, null));

    private static List<int> Processes(string marker) =>
        [.. System.Diagnostics.Process.GetProcesses().Where(process => CommandLineOf(process.Id).Contains(marker, StringComparison.Ordinal)).Select(process => process.Id)];

    private static string CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
