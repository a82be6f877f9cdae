using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests.Windows;

/// <summary>A computer with Windows, as Wine plays it, with our agent on it and a server for it.</summary>
public sealed class WindowsComputer : IAsyncLifetime
{
    private static readonly string wine = new[] { "/usr/lib/wine/wine64", "/usr/bin/wine64" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Wine is not on this machine. Install it: apt-get install wine64 wixl msitools nsis (or run ./test --windows).");

    private readonly TemporaryFolder folder = new("windows");
    private readonly List<OwnedProcess> killed = [];
    private PlayedServer? server;
    private OwnedProcess? agent;

    internal PlayedServer Server => server!;

    internal string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    internal string Data => OnDisk("agent");

    private string Prefix => Path.Combine(folder.Path, "prefix");

    private string LogFile => Path.Combine(folder.Path, "agent.txt");

    private Dictionary<string, string> Environment => new()
    {
        ["WINEPREFIX"] = Prefix, ["WINEARCH"] = "win64", ["WINEDEBUG"] = "-all", ["DISPLAY"] = "", ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    public async ValueTask InitializeAsync()
    {
        await Run(wine, "wineboot", "-i");
        server = await PlayedServer.StartAsync("windows");
        await StartAgent();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in killed.Append(agent!))
            one.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        await Run(Path.Combine(Path.GetDirectoryName(wine)!, "wineserver"), "-k");
        folder.Dispose();
    }

    /// <summary>A file or folder of drive C.</summary>
    internal string OnDisk(string path) => Path.Combine(Prefix, "drive_c", path);

    internal async Task StartAgent() => agent = OwnedProcess.Start(
        [
            wine, await WindowsAgent.Publish(), "run", "--server", Server.Gateway.Address.ToString(), "--data", @"C:\agent", "--enrolment-key", "the key",
            "--name", "windows",
        ],
        Environment, LogFile);

    /// <summary>Kill -9 of the agent alone; what it started goes on.</summary>
    internal void KillAgent()
    {
        using var process = System.Diagnostics.Process.GetProcessById(agent!.Id);
        process.Kill();
        process.WaitForExit();
        killed.Add(agent);
    }

    /// <summary>Sends a task of these actions and waits for its end.</summary>
    internal Task<Arrived> Carry(params ActionInstruction[] actions) => Carry(null, actions);

    /// <summary>The same with parameters of the task.</summary>
    internal async Task<Arrived> Carry(TaskParameters? parameters, params ActionInstruction[] actions)
    {
        var task = Server.Task(actions) with { StopOnFirstError = false, Parameters = parameters };
        await Server.SendAsync(task);
        return await EndOf(task);
    }

    internal Task<Arrived> EndOf(ExecuteTask task) => EndOf(task, Server, () => Log);

    /// <summary>
    /// The same for the agent as a service. On a machine that is very busy Wine's process may fall while it begins; Windows' manager starts
    /// a service that fell again, as it was told to, and Wine's does not: that is done here in its place.
    /// </summary>
    internal async Task<Arrived> EndOfService(ExecuteTask task, PlayedServer server, Func<string> log)
    {
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            try
            {
                return await server.FinalOf(task, TimeSpan.FromMinutes(1));
            }
            catch (TimeoutException)
            {
                await RunAnyhow(wine, "sc", "start", "distribution-agent");
            }
        }
        return await EndOf(task, server, log);
    }

    private static async Task<Arrived> EndOf(ExecuteTask task, PlayedServer server, Func<string> log)
    {
        try
        {
            return await server.FinalOf(task, TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} The agent says: {log()}", late);
        }
    }

    /// <summary>Reports of actions of one execution, in their order.</summary>
    internal IReadOnlyList<Arrived> ActionsOf(Arrived final) =>
        [.. Server.Reports.Where(report => report.ExecutionId == final.ExecutionId && report.Kind == "ActionFinished")];

    /// <summary>Runs the agent's program with other words and waits for its end.</summary>
    internal async Task Say(params string[] words) => await Run([wine, await WindowsAgent.Publish(), .. words]);

    private async Task Run(params string[] command)
    {
        var (code, said) = await RunAnyhow(command);
        code.ShouldBe(0, $"{string.Join(' ', command)} says: {said}");
    }

    private async Task<(int Code, string Said)> RunAnyhow(params string[] command)
    {
        var said = Path.Combine(folder.Path, "wine.txt");
        using var process = OwnedProcess.Start(command, Environment, said);
        (await process.EndedWithin(TimeSpan.FromMinutes(5))).ShouldBeTrue($"{string.Join(' ', command)} ends");
        return (process.ExitCode, await File.ReadAllTextAsync(said));
    }
}
