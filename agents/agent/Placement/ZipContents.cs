using System.IO.Compression;

namespace Distribution.Agent.Placement;

/// <summary>A zip from outside our trust: every name is judged before the first byte is written, and bytes are counted while they inflate.</summary>
internal sealed class ZipContents(string path)
{
    /// <summary>The most that a zip may inflate to (domain 1.3).</summary>
    public const long Limit = 2L * 1024 * 1024 * 1024;

    private const int TypeMask = 0xF000, Link = 0xA000, Regular = 0x8000, Folder = 0x4000;

    private static readonly HashSet<string> devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>Calls back for each file in the zip's order, with its relative path and its content.</summary>
    /// <exception cref="InvalidDataException">An entry is refused, named in the message; or the zip is broken or too large.</exception>
    public async Task ForEachFile(Func<string, Stream, bool, Task> place, Action<string> makeFolder)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var entries = zip.Entries.Select(entry => (Entry: entry, Path: CheckedPath(entry))).ToList();
        if (entries.GroupBy(entry => entry.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidDataException($"The zip holds '{twice.Key}' twice.");
        var left = Limit;
        foreach (var (entry, relative) in entries)
        {
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
            {
                makeFolder(relative);
                continue;
            }
            await using var content = await entry.OpenAsync();
            await using var counted = new EntryStream(content, left, entry.FullName, entry.Crc32);
            await place(relative, counted, (entry.ExternalAttributes >> 16 & 0x49) != 0);
            left -= counted.Total;
        }
    }

    /// <summary>Unpacks everything into a new folder for an installer inside; programs stay executable.</summary>
    public Task UnpackInto(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        return ForEachFile(
            async (relative, content, executable) =>
            {
                var target = Path.Combine(folder, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await using (var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write))
                    await content.CopyToAsync(file, ct);
                if (executable && !OperatingSystem.IsWindows())
                    File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            },
            relative => Directory.CreateDirectory(Path.Combine(folder, relative)));
    }

    private static string CheckedPath(ZipArchiveEntry entry)
    {
        var type = entry.ExternalAttributes >> 16 & TypeMask;
        if (type == Link)
            throw new InvalidDataException($"The zip's entry '{entry.FullName}' is a link.");
        if (type is not (0 or Regular or Folder))
            throw new InvalidDataException($"The zip's entry '{entry.FullName}' is a device.");
        if (entry.IsEncrypted)
            throw new InvalidDataException($"The zip's entry '{entry.FullName}' is encrypted.");
        var parts = entry.FullName.Replace('\\', '/').TrimEnd('/').Split('/');
        return parts.All(IsSafe) ? Path.Combine(parts) : throw new InvalidDataException($"The zip's entry '{entry.FullName}' leads out of its folder.");
    }

    // A colon is a drive or a hidden stream on Windows; a name may travel there later, so it is refused everywhere.
    private static bool IsSafe(string part) =>
        part is not ("" or "." or "..") && part.AsSpan().IndexOfAny(":\0") < 0 && !devices.Contains(part.Split('.')[0].TrimEnd());
}
