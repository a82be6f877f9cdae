using System.Security.Cryptography;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Transfers;

/// <summary>Fetched content on this disk, named by its SHA-256; the least recently used goes when the limit is reached.</summary>
/// <param name="limitBytes">The most that may lie here; one content that is larger still fits alone.</param>
internal sealed class ContentCache(string folder, long limitBytes, Func<string, long>? freeBytes = null)
{
    private const long Reserve = 16 * 1024 * 1024;

    private readonly Func<string, long> freeBytes = freeBytes ?? (path => new DriveInfo(path).AvailableFreeSpace);

    public string PathOf(string sha256) => Path.Combine(folder, sha256);

    public string PartOf(string sha256) => Path.Combine(folder, sha256 + ".part");

    /// <summary>Every whole content that lies here.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".part", StringComparison.Ordinal));

    /// <summary>Whether the whole file is there with the right hash, read anew: disks and people change files. A wrong one is deleted.</summary>
    public async Task<bool> Holds(ContentReference content, CancellationToken ct)
    {
        var path = PathOf(content.Sha256);
        if (!File.Exists(path))
            return false;
        if (await HasHash(path, content, ct))
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
        File.Delete(path);
        return false;
    }

    /// <summary>Takes a complete part into the cache if its hash is right; a wrong one is deleted.</summary>
    public async Task<bool> Accept(ContentReference content, CancellationToken ct)
    {
        var part = PartOf(content.Sha256);
        if (await HasHash(part, content, ct))
        {
            File.Move(part, PathOf(content.Sha256), overwrite: true);
            return true;
        }
        File.Delete(part);
        return false;
    }

    /// <summary>Makes room for content, never at the cost of what open attempts need.</summary>
    /// <returns>Why there is no room, or null when there is.</returns>
    public string? MakeRoom(ContentReference content, IReadOnlySet<string> needed)
    {
        var part = new FileInfo(PartOf(content.Sha256));
        var missing = Math.Max(0, content.Size - (part.Exists ? part.Length : 0));
        var others = new DirectoryInfo(folder).GetFiles()
            .Where(file => !needed.Contains(Path.GetFileNameWithoutExtension(file.Name)))
            .OrderBy(file => file.LastWriteTimeUtc)
            .ToList();
        var used = new DirectoryInfo(folder).GetFiles().Sum(file => file.Length);
        foreach (var file in others)
        {
            if (used + missing <= limitBytes && freeBytes(folder) >= missing + Reserve)
                break;
            used -= file.Length;
            file.Delete();
        }
        var free = freeBytes(folder);
        return free >= missing + Reserve
            ? null
            : $"Not enough disk space for {content.FileName}: {missing:N0} bytes are needed besides a reserve of {Reserve:N0}, {free:N0} are free.";
    }

    private static async Task<bool> HasHash(string path, ContentReference content, CancellationToken ct)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return stream.Length == content.Size && Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct)) == content.Sha256;
    }
}
