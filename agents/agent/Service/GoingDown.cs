using Distribution.Agent.Software;

namespace Distribution.Agent.Service;

/// <summary>Whether the whole computer goes down, and not only the agent's service.</summary>
internal static class GoingDown
{
    private static volatile bool isTold;

    /// <summary>Whoever ends this process says that the computer goes down.</summary>
    public static void Tell() => isTold = true;

    /// <summary>Launchd tells nobody: on macOS it is always no, and what waits for the shutdown runs at the next start.</summary>
    /// <param name="root">A folder that stands for the whole system: a file in it says so.</param>
    public static async Task<bool> Is(string? root) => isTold || (root is not null
        ? File.Exists(Path.Combine(root, "going-down"))
        : OperatingSystem.IsLinux() && (await Query.Ask("systemctl", ["show", "--property=SystemState", "--value"], CancellationToken.None)).Trim() == "stopping");
}
