using System.Diagnostics;

namespace Distribution.Testing.Platform;

/// <summary>A computer with an agent on it; its file system is a folder, which the agent takes for the root directory.</summary>
public sealed class StreetComputer(string name, string folder, string logs, Uri gateway, string rootFile, string? authority = null) : IAsyncDisposable
{
    private StreetProgram? _agent;
    private string? _key;

    /// <summary>The computer's name.</summary>
    public string Name => name;

    /// <summary>What is the root directory to the agent.</summary>
    public string Root { get; } = Path.Combine(folder, "root");

    /// <summary>The agent's own folder: its identity and its journal.</summary>
    public string Data { get; } = Path.Combine(folder, "agent");

    /// <summary>Everything that the agent said.</summary>
    public string Log => Path.Combine(logs, name + ".log");

    /// <summary>Whether the agent runs.</summary>
    public bool IsOn => _agent is { IsRunning: true };

    /// <summary>Whether the agent has its identity.</summary>
    public bool IsEnrolled => File.Exists(Path.Combine(Data, "identity.json"));

    /// <summary>Starts the agent; the enrolment key matters until it has enrolled, and stays on the computer.</summary>
    /// <param name="contentAddress">A branch office's cache.</param>
    public void TurnOn(string? enrolmentKey = null, Uri? contentAddress = null)
    {
        Directory.CreateDirectory(Root);
        _key ??= enrolmentKey;
        var key = _key is null ? [] : (string[])["--enrolment-key", _key];
        string[] command =
        [
            "dotnet", Repository.Program("agents/agent", "distribution-agent"),
            "run", "--server", gateway.ToString(), "--data", Data, "--root", Root, "--name", name, "--root-file", rootFile, .. key,
            .. authority is null ? [] : (string[])["--ca", authority],
            .. contentAddress is null ? [] : (string[])["--content-address", contentAddress.ToString()],
        ];
        _agent = new StreetProgram(name, logs, command, new Dictionary<string, string>(), null);
        _agent.Begin();
    }

    /// <summary>Stops the agent in an orderly way, as a shutdown does.</summary>
    public Task TurnOffAsync() => _agent?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Ends the agent at once (kill -9); an installer that it started goes on.</summary>
    public Task KillAgentAsync() => _agent?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Ends the agent and every installer at once, as a power cut does.</summary>
    public async Task CutPowerAsync()
    {
        await KillAgentAsync();
        // An installer runs in a session of its own, whose leader was told to work in a folder of this agent's.
        var living = Directory.GetDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])).ToList();
        var sessions = living.Where(p => Read(p, "cmdline").Contains(Data, StringComparison.Ordinal)).Select(Path.GetFileName).ToHashSet();
        foreach (var process in living.Where(p => sessions.Contains(SessionOf(p))))
        {
            using var end = Process.Start("/bin/sh", ["-c", $"kill -KILL {Path.GetFileName(process)} 2>/dev/null"]);
            await end.WaitForExitAsync();
        }
    }

    /// <summary>The disk as it was before the server's answer to the enrolment arrived; the agent must be off.</summary>
    public void ForgetTheAnswer() => File.Delete(Path.Combine(Data, "identity.json"));

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await TurnOffAsync();

    // The program's name, in brackets, may hold anything: fields are counted behind it. State, parent, group, session.
    private static string? SessionOf(string process) =>
        Read(process, "stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3] : null;

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (IOException)
        {
            return "";      // it ended in between
        }
    }
}
