using System.Security.AccessControl;
using System.Security.Principal;

namespace Distribution.Agent.Journals;

/// <summary>Where one agent keeps everything; one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream mutex;

    private DataFolder(string path, FileStream mutex)
    {
        (Path, this.mutex) = (path, mutex);
        foreach (var folder in new[] { Cache, Work })
            Directory.CreateDirectory(folder);
    }

    public string Path { get; }

    public string Journal => JournalIn(Path);

    public string Identity => IdentityIn(Path);

    /// <summary>The identity that this computer asks for, until the server has agreed.</summary>
    public string IdentityWish => System.IO.Path.Combine(Path, "identity-wish.json");

    /// <summary>The secret that this computer will have, until the server has agreed.</summary>
    public string SecretWish => System.IO.Path.Combine(Path, "secret-wish");

    /// <summary>What the server was told last that this computer consists of.</summary>
    public string Inventory => System.IO.Path.Combine(Path, "inventory.json");

    /// <summary>The ID groups of which this computer's users want it to be a member.</summary>
    public string GroupRequests => GroupRequestsIn(Path);

    /// <summary>Whom this computer obeys.</summary>
    public string Trust => System.IO.Path.Combine(Path, "trust.json");

    public string Cache => System.IO.Path.Combine(Path, "cache");

    public string Work => System.IO.Path.Combine(Path, "work");

    public string Log => LogIn(Path);

    public static string JournalIn(string path) => System.IO.Path.Combine(path, "journal");

    public static string IdentityIn(string path) => System.IO.Path.Combine(path, "identity.json");

    public static string GroupRequestsIn(string path) => System.IO.Path.Combine(path, "group-requests.json");

    public static string LogIn(string path) => System.IO.Path.Combine(path, "log");

    /// <exception cref="InvalidOperationException">Another agent has the folder.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        CreatePrivate(path);
        try
        {
            return new(path, new FileStream(LockIn(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem)
        {
            throw new InvalidOperationException($"Another agent is using {path}: {problem.Message}", problem);
        }
    }

    /// <summary>Makes the folder for the agent's account and the administrators alone; one that is there stays as it is.</summary>
    public static void CreatePrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
        if (Directory.Exists(path))
            return;
        // What lies in ProgramData is everybody's to read, unless it says otherwise: here lie an identity and instructions.
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        SecurityIdentifier[] owners = [new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null), WindowsIdentity.GetCurrent().User!];
        foreach (var owner in owners)
        {
            security.AddAccessRule(new(
                owner, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        }
        new DirectoryInfo(path).Create(security);
    }

    /// <summary>Whether an agent is running on the folder at this moment.</summary>
    public static bool IsInUse(string path)
    {
        if (!File.Exists(LockIn(path)))
            return false;
        try
        {
            using var probe = new FileStream(LockIn(path), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => mutex.Dispose();

    private static string LockIn(string path) => System.IO.Path.Combine(path, "agent.lock");
}
