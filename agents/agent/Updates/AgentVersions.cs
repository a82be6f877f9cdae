using System.Text.Json;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Updates;

/// <summary>The versions of the agent on this computer, in a folder of its data; written by one process at a time.</summary>
internal sealed class AgentVersions(string data)
{
    /// <summary>Names the folder of the version that a process is, to that process.</summary>
    public const string FolderVariable = "DISTRIBUTION_VERSION_FOLDER";

    /// <summary>The exit code with which an agent asks to be started as another version.</summary>
    public const int StartAnother = 75;

    private readonly string folder = Path.Combine(data, "versions");

    private string StateFile => Path.Combine(folder, "state.json");

    /// <summary>The folder of the version that this process is; null is the installed one.</summary>
    public static string? Own => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } own ? own : null;

    public VersionState State => File.Exists(StateFile)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(StateFile), AgentJson.Default.VersionState) ?? VersionState.Installed
        : VersionState.Installed;

    public string PathOf(string version) => Path.Combine(folder, version);

    /// <summary>The program of a version, wherever its zip had it; null when there is none.</summary>
    public string? ProgramOf(string version) => !Directory.Exists(PathOf(version)) ? null : Directory
        .EnumerateFiles(PathOf(version), OperatingSystem.IsWindows() ? "distribution-agent.exe" : "distribution-agent", SearchOption.AllDirectories)
        .MinBy(path => path.Length);

    public void Keep(VersionState state)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Replace(StateFile, JsonSerializer.SerializeToUtf8Bytes(state, AgentJson.Default.VersionState));
    }

    /// <summary>This process has reached its server.</summary>
    /// <returns>Whether that ended its trial.</returns>
    public bool ReportWell()
    {
        var before = State;
        var after = before.IsWell(Own);
        if (after == before)
            return false;
        Keep(after);
        foreach (var other in Directory.GetDirectories(folder).Where(path => Path.GetFileName(path) != after.Current))
            Delete(other);
        return true;
    }

    private static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A supervisor of the version before may still run from there; the next update takes it away.
        }
    }
}
