using System.Security.Cryptography;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Placement;

/// <summary>
/// Puts files into a folder of the computer (domain 1.2, 1.6). Each file is replaced whole: a crash leaves the old one or
/// the new one. Doing it again after a crash is harmless.
/// </summary>
internal sealed class FilePlacement(string? root)
{
    /// <summary>Places one file, or what a zip holds (one level; a zip in a zip stays one).</summary>
    /// <returns>How many files were placed, in words.</returns>
    /// <exception cref="InvalidDataException">A name is refused, or a link stands in the way.</exception>
    public async Task<string> Place(string content, string fileName, string destinationFolder, AttemptId id, CancellationToken ct)
    {
        var destination = Resolve(destinationFolder);
        Ownership.CreateFolder(destination);
        if (!Actions.ActionCommand.HasExtension(fileName, ".zip"))
        {
            await using var single = new FileStream(content, FileMode.Open, FileAccess.Read, FileShare.Read);
            await Replace(destination, fileName, single, id, ct);
            return "1 file";
        }
        var count = 0;
        await new ZipContents(content).ForEachFile(
            async (relative, stream, _) =>
            {
                await Replace(destination, relative, stream, id, ct);
                count++;
            },
            relative => Ownership.CreateFolder(WithoutLinks(destination, relative)));
        return count == 1 ? "1 file" : $"{count} files";
    }

    private string Resolve(string folder)
    {
        if (folder.Split('/', '\\').Contains(".."))
            throw new InvalidDataException($"The destination folder '{folder}' must not contain '..'.");
        if (root is not null)
            return Path.Combine(root, folder.TrimStart('/', '\\'));
        return Path.IsPathFullyQualified(folder)
            ? folder
            : throw new InvalidDataException($"The destination folder '{folder}' must begin at the root of the computer.");
    }

    private static async Task Replace(string destination, string relative, Stream content, AttemptId id, CancellationToken ct)
    {
        var target = WithoutLinks(destination, relative);
        var folder = Path.GetDirectoryName(target)!;
        Ownership.CreateFolder(folder);
        if (Directory.Exists(target))
            throw new InvalidDataException($"'{target}' is a folder.");
        // The same name for every try, so that a crash leaves at most one behind, and the next try takes it over.
        var fresh = Path.Combine(folder, $".{ShortHash(relative)}.{id.ExecutionId:N}.part");
        File.Delete(fresh);
        try
        {
            await using (var file = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await content.CopyToAsync(file, ct);
                if (File.Exists(target))
                    Ownership.CopyFromFile(target, fresh);
                else
                    Ownership.InheritFromFolder(folder, fresh);
                file.Flush(flushToDisk: true);
            }
            File.Move(fresh, target, overwrite: true);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
        DurableFile.FlushFolder(folder);
    }

    // A link below the destination could lead a file anywhere on the computer.
    private static string WithoutLinks(string destination, string relative)
    {
        var path = destination;
        foreach (var part in relative.Split(Path.DirectorySeparatorChar))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw new InvalidDataException($"'{path}' is a link; nothing is placed through it.");
        }
        return path;
    }

    private static string ShortHash(string relative) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(relative)).AsSpan(0, 8));
}
