using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests.Windows;

/// <summary>
/// Prompts, input, sessions and services, as far as Wine has them: its registry and its service manager are real enough; its session's user
/// is the agent's own, and its locking of the input does nothing, so that only Windows itself can show these two.
/// </summary>
[Trait("Tier", "Windows")]
public sealed class What_only_windows_has(WindowsComputer computer) : IClassFixture<WindowsComputer>
{
    private const string Policies = @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System";

    [Fact]
    public async Task Prompts_are_off_while_an_action_runs_and_what_was_there_is_there_again_afterwards_and_after_a_crash()
    {
        await computer.Carry(Do.Run(1, $"reg add {Policies} /v ConsentPromptBehaviorAdmin /t REG_DWORD /d 5 /f"));
        var off = new TaskParameters(Running: new(DisableUac: true, LockInput: true));
        var during = await computer.Carry(off, Do.Run(1, $"reg query {Policies}"));
        during.Text("state").ShouldBe("Succeeded", computer.Log);
        var said = computer.ActionsOf(during)[0].Text("outputTail");
        said.ShouldContain("0x0");
        said.ShouldNotContain("0x5");
        said.ShouldNotContain("not locked");
        (await Prompts()).ShouldSatisfyAllConditions(now => now.ShouldContain("0x5"), now => now.ShouldNotContain("PromptOnSecureDesktop"));

        var task = computer.Server.Task(Do.Run(1, "cmd.exe /c ping -n 8 127.0.0.1 >nul")) with { Parameters = off };
        await computer.Server.SendAsync(task);
        await Eventually.Holds(
            () => Task.FromResult(File.Exists(Path.Combine(computer.Data, "uac.json")) && Directory.GetFiles(Path.Combine(computer.Data, "work"), "claim", SearchOption.AllDirectories).Length > 0),
            there => there, "the prompts are off and the action runs", TimeSpan.FromMinutes(1));
        computer.KillAgent();
        await computer.StartAgent();
        (await computer.EndOf(task)).Text("state").ShouldBe("Succeeded", computer.Log);
        (await Prompts()).ShouldContain("0x5");
        File.Exists(Path.Combine(computer.Data, "uac.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_runs_as_whoever_is_logged_on()
    {
        var asUser = Do.Run(1, "cmd.exe /c echo %USERNAME%") with { Settings = new(RunAs: RunAs.SessionUser) };
        var final = await computer.Carry(asUser);
        final.Text("state").ShouldBe("Succeeded", computer.Log);
        computer.ActionsOf(final)[0].Text("outputTail").Trim().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task One_command_makes_the_agent_a_service_and_another_takes_it_away()
    {
        var log = computer.OnDisk("service/log/agent.log");
        await using var server = await PlayedServer.StartAsync("windows-service");
        await computer.Say("install", "--server", server.Gateway.Address.ToString(), "--key", "the key", "--data", @"C:\service", "--name", "service");
        var task = server.Task(Do.Run(1, "cmd.exe /c echo as a service"));
        await server.SendAsync(task);
        (await computer.EndOfService(task, server, Log)).Text("state").ShouldBe("Succeeded", Log());
        await computer.Say("remove", "--data", @"C:\service");
        await Eventually.Holds(
            () => Task.FromResult(Log()), said => said.Contains("Stopped.", StringComparison.Ordinal), "the service has stopped", TimeSpan.FromMinutes(1));

        string Log() => File.Exists(log) ? File.ReadAllText(log) : "nothing";
    }

    private async Task<string> Prompts() => computer.ActionsOf(await computer.Carry(Do.Run(1, $"reg query {Policies}")))[0].Text("outputTail");
}
