using System.Buffers;
using System.Security.Cryptography;

namespace Distribution.Packages.Content;

/// <summary>How the keeping of content ended.</summary>
internal enum PutOutcome
{
    Stored,
    Present,
    OtherContent,
    TooLarge,
}

/// <summary>What was read: how many bytes, and their SHA-256 (null when reading stopped at the limit).</summary>
internal sealed record PutResult(PutOutcome Outcome, long Bytes, string? FoundSha256);

/// <summary>
/// Content in a folder, addressed by its SHA-256, each kept once. A file stands under its final name only when it is
/// whole, right and on the disk; until then it is a temporary one that nobody can find.
/// </summary>
internal sealed class ContentStore
{
    /// <summary>The most that one content may hold: 2^30 bytes, inclusive (domain, section 10).</summary>
    public const long LimitBytes = 1L << 30;

    private static readonly SearchValues<char> AddressDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _folder;
    private readonly string _incoming;
    private readonly long _limit;

    public ContentStore(string folder, long limit = LimitBytes)
    {
        _folder = Path.GetFullPath(folder);
        _incoming = Path.Combine(_folder, "incoming");
        _limit = limit;
        Directory.CreateDirectory(_incoming);
    }

    /// <summary>Whether a text is an address: 64 lower-case hexadecimal digits, and so never a path.</summary>
    public static bool IsAddress(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(AddressDigits);

    /// <summary>The file of a content, or null when it is not here.</summary>
    public FileInfo? Find(string sha256) =>
        IsAddress(sha256) && new FileInfo(PathOf(sha256)) is { Exists: true } file ? file : null;

    /// <summary>Reads a body to its end and keeps it if it is what its address says. Whatever goes wrong, no part of it stays.</summary>
    public async Task<PutResult> PutAsync(string sha256, Stream body, CancellationToken ct)
    {
        if (Find(sha256) is not null)
            return await ReadAsync(sha256, body, Stream.Null, PutOutcome.Present, ct);

        var temporary = Path.Combine(_incoming, $"{Guid.NewGuid():N}.part");
        try
        {
            PutResult result;
            // The exclusive share is a lock as well: a sweep by another replica passes over a file that somebody writes.
            await using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 }))
            {
                result = await ReadAsync(sha256, body, file, PutOutcome.Stored, ct);
                if (result.Outcome == PutOutcome.Stored)
                    file.Flush(flushToDisk: true);
            }

            if (result.Outcome == PutOutcome.Stored)
                Publish(temporary, PathOf(sha256));
            return result;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Deletes what a killed process left half-written, and returns how many files that were.</summary>
    public int Sweep()
    {
        var swept = 0;
        foreach (var path in Directory.EnumerateFiles(_incoming, "*.part"))
        {
            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    File.Delete(path);
                swept++;
            }
            catch (IOException)
            {
                // Somebody is writing it now.
            }
        }

        return swept;
    }

    private async Task<PutResult> ReadAsync(string sha256, Stream body, Stream target, PutOutcome whenRight, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            var bytes = 0L;
            for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
            {
                bytes += read;
                if (bytes > _limit)
                    return new PutResult(PutOutcome.TooLarge, bytes, null);
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            return new PutResult(found == sha256 ? whenRight : PutOutcome.OtherContent, bytes, found);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Publish(string temporary, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Move(temporary, path, overwrite: true);
        // Without this a power cut may forget the name of a file whose bytes are safe.
        FolderSync.Flush(folder);
        FolderSync.Flush(Path.GetDirectoryName(folder)!);
        FolderSync.Flush(_folder);
    }

    private string PathOf(string sha256) => Path.Combine(_folder, sha256[..2], sha256[2..4], sha256);
}
