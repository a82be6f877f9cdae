using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text.Json;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Processes;

/// <summary>
/// Where the agent and the supervisor of one run meet. The command is written first; whoever creates the claim, and no
/// other, runs it; the life is locked before the claim exists and for as long as its supervisor lives; the result is
/// written before it ends.
/// </summary>
internal sealed class WorkFolder(string path)
{
    private readonly string command = Path.Combine(path, "command.json");
    private readonly string claim = Path.Combine(path, "claim");
    private readonly string life = Path.Combine(path, "life");
    private readonly string cancel = Path.Combine(path, "cancel");
    private readonly string result = Path.Combine(path, "result.json");

    public string Location => path;

    /// <summary>Marks every process of this run in its environment, so that they can be found after the supervisor is gone.</summary>
    public string Mark => Path.GetFileName(path);

    public bool IsClaimed => File.Exists(claim);

    public bool CancelRequested => File.Exists(cancel);

    public SupervisedCommand? Command => File.Exists(command)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(command), AgentJson.Default.SupervisedCommand)
        : null;

    public SupervisedResult? Result => File.Exists(result)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(result), AgentJson.Default.SupervisedResult)
        : null;

    public void Write(SupervisedCommand value)
    {
        Directory.CreateDirectory(path);
        DurableFile.Replace(command, JsonSerializer.SerializeToUtf8Bytes(value, AgentJson.Default.SupervisedCommand));
    }

    public void Write(SupervisedResult value) =>
        DurableFile.Replace(result, JsonSerializer.SerializeToUtf8Bytes(value, AgentJson.Default.SupervisedResult));

    /// <summary>Lets whoever is logged on write here: the supervisor of his program is his own.</summary>
    [SupportedOSPlatform("windows")]
    public void OpenToSession()
    {
        var folder = new DirectoryInfo(path);
        var security = folder.GetAccessControl();
        security.AddAccessRule(new(
            new SecurityIdentifier(WellKnownSidType.InteractiveSid, null), FileSystemRights.Modify, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
            PropagationFlags.None, AccessControlType.Allow));
        folder.SetAccessControl(security);
    }

    public void RequestCancel() => File.WriteAllBytes(cancel, []);

    /// <summary>Locks the supervisor's life; null while another one holds it.</summary>
    public FileStream? Live()
    {
        try
        {
            return new(life, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Takes the right to run the command, once for ever; false when another has or had it.</summary>
    public bool Claim()
    {
        try
        {
            using (var stream = new FileStream(claim, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite))
                stream.Flush(flushToDisk: true);
            // On the disk before the program starts: after a power loss a missing claim must mean that nothing ran.
            DurableFile.FlushFolder(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether the one that claimed the run is still alive. Asked only once there is a claim, so that the question never takes the lock from a supervisor that is starting.</summary>
    public bool IsSupervised()
    {
        if (!IsClaimed)
            return false;
        using var probe = Live();
        return probe is null;
    }
}
