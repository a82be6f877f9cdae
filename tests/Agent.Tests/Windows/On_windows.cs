using System.Text;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests.Windows;

/// <summary>The agent for Windows with real installers, in Wine.</summary>
[Trait("Tier", "Windows")]
public sealed class On_windows(WindowsComputer computer) : IClassFixture<WindowsComputer>
{
    private const string Tool = "Tool of a test";
    private const string Setup = "Setup of a test";

    [Fact]
    public async Task An_msi_is_installed_upgraded_never_taken_back_and_removed_by_its_product_code()
    {
        var old = await Msi(1);
        (await computer.Carry(old)).Text("state").ShouldBe("Succeeded", computer.Log);
        Disk($@"Program Files/{Tool}/tool.txt").ShouldBe("tool 1");

        var olderThanTwo = new SoftwareConditions(JudgedBy.All, [new(Tool, true, Comparison.Less, "2.0")]);
        var upgrade = await Msi(2) with { Settings = new(ProductCode: WindowsInstallers.CodeOf(2), SoftwareConditions: olderThanTwo) };
        (await computer.Carry(upgrade)).Text("state").ShouldBe("Succeeded", computer.Log);
        Disk($@"Program Files/{Tool}/tool.txt").ShouldBe("tool 2");

        var again = await computer.Carry(upgrade);
        (again.Text("state"), again.Text("reason")).ShouldBe(("Skipped", $"Action 1 (Install tool.msi): {Tool} must be installed with a version < 2.0; found: 2.0.0."));

        var back = await computer.Carry(old);
        (back.Text("state"), computer.ActionsOf(back)[0].Text("exitCode")).ShouldBe(("Failed", "1603"));
        computer.ActionsOf(back)[0].Text("outputTail").ShouldContain("Action ended", customMessage: "the installer's own log tells why");
        Disk($@"Program Files/{Tool}/tool.txt").ShouldBe("tool 2");

        var remove = Do.Uninstall(1, Tool) with { Settings = new(ProductCode: WindowsInstallers.CodeOf(2)) };
        (await computer.Carry(remove)).Text("state").ShouldBe("Succeeded", computer.Log);
        Disk($@"Program Files/{Tool}/tool.txt").ShouldBe("");
        computer.ActionsOf(await computer.Carry(remove))[0].Text("outputTail").ShouldBe($"{WindowsInstallers.CodeOf(2)} was not installed.");
    }

    [Fact]
    public async Task A_setup_runs_silently_says_that_it_needs_a_restart_and_is_removed_by_its_own_command()
    {
        var setup = Do.Install(1, computer.Server.Content("set up.exe", await WindowsInstallers.Nsis()), "{file} /S", Setup, "4.5");
        (await computer.Carry(setup)).Text("state").ShouldBe("Succeeded", computer.Log);
        var restart = await computer.Carry(setup with { Settings = new(Environment: new Dictionary<string, string> { ["EXIT_WITH"] = "3010" }) });
        restart.Text("state").ShouldBe("Succeeded");
        computer.ActionsOf(restart)[0].Text("exitCode").ShouldBe("3010");
        computer.ActionsOf(restart)[0].Text("outputTail").ShouldContain("A restart of the computer is needed");
        Disk($@"Program Files/{Setup}/ran.txt").ShouldBe("ran ran ");

        (await computer.Carry(Do.Uninstall(1, Setup))).Text("state").ShouldBe("Succeeded", computer.Log);
        Directory.Exists(computer.OnDisk($"Program Files/{Setup}")).ShouldBeFalse();
    }

    [Fact]
    public async Task Whole_exit_codes_arrive_and_mean_what_the_table_says()
    {
        var refusing = await Msi(3, "0 = 1");
        var final = await computer.Carry(
            refusing,
            Do.Uninstall(2, null, $"msiexec /x {WindowsInstallers.CodeOf(9)} /qn"),
            Do.Run(3, "cmd.exe /c exit 1618"),
            Do.Run(4, "cmd.exe /c exit 123456"));
        computer.ActionsOf(final).Select(action => (action.Text("exitCode"), action.Text("outcome")))
            .ShouldBe([("1603", "Failed"), ("1605", "Succeeded"), ("1618", "Failed"), ("123456", "Failed")]);
        computer.ActionsOf(final)[2].Text("reason").ShouldContain("try again later");
    }

    [Fact]
    public async Task Files_are_placed_scripts_run_and_an_installer_inside_a_zip_is_found()
    {
        var script = computer.Server.Content("set up.cmd", Encoding.ASCII.GetBytes("@echo hello> C:\\said.txt\r\n@exit /b 0\r\n"));
        var zip = computer.Server.Content("suite.zip", Zipped.Of(("inner/run.cmd", Encoding.ASCII.GetBytes("@type %~dp0data.txt > C:\\inner.txt\r\n")), ("inner/data.txt", "inside"u8.ToArray())));
        var final = await computer.Carry(
            Do.Place(1, computer.Server.Content("notes.txt", "read me"u8.ToArray()), @"C:\ProgramData\Notes"),
            Do.Run(2, "", content: script),
            Do.Run(3, "", content: zip) with { Settings = new(InnerPath: "inner/run.cmd") });
        final.Text("state").ShouldBe("Succeeded", computer.Log);
        Disk("ProgramData/Notes/notes.txt").ShouldBe("read me");
        Disk("said.txt").Trim().ShouldBe("hello");
        Disk("inner.txt").Trim().ShouldBe("inside");
    }

    [Fact]
    public async Task After_the_time_limit_every_process_of_the_installer_is_gone()
    {
        // The child writes on for as long as it lives.
        var child = computer.Server.Content("hang.cmd", Encoding.ASCII.GetBytes(
            "@if \"%1\"==\"\" start /b cmd.exe /c %~f0 child\r\n@if \"%1\"==\"\" ping -n 600 127.0.0.1 >nul\r\n:again\r\n@echo x>>C:\\alive.txt\r\n@ping -n 2 127.0.0.1 >nul\r\n@goto again\r\n"));
        var final = await computer.Carry(Do.Run(1, "", limit: 8, content: child));
        final.Text("state").ShouldBe("TimedOut", computer.Log);
        var written = Disk("alive.txt").Length;
        written.ShouldBeGreaterThan(0);
        // Something else takes its time meanwhile.
        await computer.Carry(Do.Run(1, "ping -n 4 127.0.0.1"));
        Disk("alive.txt").Length.ShouldBe(written);
    }

    [Fact]
    public async Task Killed_in_the_middle_it_keeps_its_journal_and_tells_the_true_result()
    {
        var task = computer.Server.Task(Do.Run(1, "cmd.exe /c ping -n 8 127.0.0.1 >nul & echo ran>>C:\\count.txt & exit 5"));
        await computer.Server.SendAsync(task);
        await computer.Server.Report(task, "ActionStarted", TimeSpan.FromMinutes(1));
        await Eventually.Holds(
            () => Task.FromResult(Directory.GetFiles(Path.Combine(computer.Data, "work"), "claim", SearchOption.AllDirectories).Length),
            claims => claims == 1, "the supervisor has taken it over");
        computer.KillAgent();
        await computer.StartAgent();
        await computer.Server.SendAsync(task);

        var final = await computer.EndOf(task);
        (final.Text("state"), computer.ActionsOf(final).Single().Text("exitCode")).ShouldBe(("Failed", "5"), computer.Log);
        Disk("count.txt").Trim().ShouldBe("ran");
        computer.Server.Gateway.Enrolments.Count.ShouldBe(1);
    }

    private string Disk(string path) => File.Exists(computer.OnDisk(path)) ? File.ReadAllText(computer.OnDisk(path)) : "";

    private async Task<ActionInstruction> Msi(int version, string? condition = null) =>
        Do.Install(1, computer.Server.Content("tool.msi", await WindowsInstallers.Msi(version, condition)), version: $"{version}.0.0")
            with { Settings = new(ProductCode: WindowsInstallers.CodeOf(version)) };
}
