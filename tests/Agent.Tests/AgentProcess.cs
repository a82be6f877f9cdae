using System.Diagnostics;
using Distribution.Testing.Platform;

namespace Distribution.Agent.Tests;

/// <summary>An agent as a process of its own, to be killed.</summary>
internal sealed class AgentProcess(PlayedServer server) : IDisposable
{
    private readonly TemporaryFolder folder = new("killed");
    private OwnedProcess? process;

    public string Root => Path.Combine(folder.Path, "root");

    public string Journal => Path.Combine(folder.Path, "data", "journal");

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(folder.Path, "agent.txt");

    public void Start(IReadOnlyDictionary<string, string>? environment = null)
    {
        Directory.CreateDirectory(Root);
        process = OwnedProcess.Start(
            [
                "dotnet", Repository.Program("agents/agent", "distribution-agent"), "run", "--server", server.Gateway.Address.ToString(),
                "--data", Path.Combine(folder.Path, "data"), "--root", Root, "--enrolment-key", "the key", "--name", "killed",
            ],
            environment, LogFile);
    }

    /// <summary>Kill -9 of the agent alone; what it started goes on.</summary>
    public void Kill()
    {
        process!.Kill();
        process.Dispose();
        process = null;
    }

    /// <summary>Kill -9 of the agent and of everything below it, as when the power goes.</summary>
    public void CutPower()
    {
        Kill();
        // Twice: a process may have been started while the first round went through the list.
        for (var round = 0; round < 2; round++)
        {
            foreach (var one in Process.GetProcesses().Where(IsOurs))
                one.Kill();
        }
    }

    public void Dispose()
    {
        if (process is not null)
            CutPower();
        folder.Dispose();
    }

    private bool IsOurs(Process one)
    {
        try
        {
            // Commands name the root, supervisors name their work folder, and both lie in ours. The folder's own guard must live.
            var command = File.ReadAllText($"/proc/{one.Id}/cmdline");
            return (command.Contains(folder.Path + "/", StringComparison.Ordinal) || File.ReadAllText($"/proc/{one.Id}/environ").Contains(folder.Path + "/", StringComparison.Ordinal))
                && one.Id != Environment.ProcessId;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
