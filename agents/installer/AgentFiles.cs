using System.Security.Cryptography;

namespace Distribution.Installer;

/// <summary>The files of the published agent, with their hashes.</summary>
internal static class AgentFiles
{
    public const string Program = "distribution-agent";

    /// <summary>The folder for a platform: one named after it, or else the folder itself.</summary>
    /// <exception cref="InstallationFailedException">There is no agent for that platform.</exception>
    public static string FolderFor(string agentFolder, string platform)
    {
        var own = Path.Combine(agentFolder, platform);
        var folder = Directory.Exists(own) ? own : agentFolder;
        return File.Exists(Path.Combine(folder, Program))
            ? folder
            : throw new InstallationFailedException($"There is no {Program} for {platform} in {agentFolder}.");
    }

    /// <summary>Relative path, with slashes, to SHA-256.</summary>
    public static SortedDictionary<string, string> Hashes(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = File.OpenRead(file);
            hashes[Path.GetRelativePath(folder, file).Replace('\\', '/')] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        return hashes;
    }

    /// <summary>What arrived, from what sha256sum printed there: each line is a hash, two characters, and a path that begins with ./</summary>
    public static IReadOnlyList<FileReport> Compare(IReadOnlyDictionary<string, string> here, string sums)
    {
        var there = sums.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Length > 68)
            .ToDictionary(line => line[68..], line => line[..64]);
        return [.. here.Select(file => new FileReport(
            file.Key, there.TryGetValue(file.Key, out var hash) ? hash == file.Value ? FileState.Copied : FileState.Different : FileState.Missing))];
    }
}
