using System.Diagnostics;
using System.Globalization;

namespace Distribution.Installer.Tests;

/// <summary>A folder with a program that stands for the agent, and the places on the 'computer' where it is to go.</summary>
internal sealed class PretendedAgent : IDisposable
{
    private readonly string _root;

    public PretendedAgent(string root, string program = "echo \"$DISTRIBUTION_SERVER|$DISTRIBUTION_ENROLMENT_KEY|$DISTRIBUTION_NAME\" >\"$DISTRIBUTION_DATA/seen\"; exec sleep 600")
    {
        _root = Path.Combine(root, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(Published, "runtimes", "unix"));
        File.WriteAllText(Path.Combine(Published, "distribution-agent"), $"#!/bin/sh\n{program}\n");
        File.WriteAllBytes(Path.Combine(Published, "runtimes", "unix", "library with spaces.so"), new byte[70_000]);
    }

    public string Published => Path.Combine(_root, "published");

    public string InstallFolder => Path.Combine(_root, "computer", "opt it's", "agent");

    public string DataFolder => Path.Combine(_root, "computer", "data");

    /// <summary>What the started agent saw of its settings.</summary>
    public Task<string> SeenAsync() => Eventually.Holds(
        async () => File.Exists(Path.Combine(DataFolder, "seen")) ? await File.ReadAllTextAsync(Path.Combine(DataFolder, "seen")) : "",
        seen => seen.Length > 0, "the agent saw its settings");

    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(DataFolder, "agent.pid")), CultureInfo.InvariantCulture);

    public static bool Runs(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public InstallationOrder OrderFor(PrivateSshd computer) => new()
    {
        Targets = [Target.Parse(computer.Login)!],
        AgentFolder = Published,
        Server = "http://127.0.0.1:5100",
        EnrolmentKey = "key-1",
        AgentSettings = new Dictionary<string, string> { ["NAME"] = "pc one" },
        InstallFolder = InstallFolder,
        DataFolder = DataFolder,
        StartAs = StartAs.Background,
        IdentityFile = computer.IdentityFile,
        KnownHostsFile = computer.KnownHostsFile,
    };

    public void Dispose()
    {
        if (File.Exists(Path.Combine(DataFolder, "agent.pid")) && Runs(ProcessId))
        {
            using var process = Process.GetProcessById(ProcessId);
            process.Kill();
        }
    }
}
