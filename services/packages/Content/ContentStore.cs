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

/// <summary>Content that the store holds, whole and right when it was kept.</summary>
internal sealed record StoredContent(string Sha256, long Size, DateTimeOffset KeptAt);

/// <summary>
/// Content addressed by its SHA-256, each kept once, in a folder or a bucket. It is found only when it is whole, right and on
/// the disk; until then it is something that grows and nobody can find.
/// </summary>
internal sealed class ContentStore(Blobs blobs, long limit = ContentStore.LimitBytes)
{
    /// <summary>The most that one content may hold: 2^30 bytes, inclusive (domain, section 10).</summary>
    public const long LimitBytes = 1L << 30;

    private static readonly SearchValues<char> AddressDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text is an address: 64 lower-case hexadecimal digits, and so never a path.</summary>
    public static bool IsAddress(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(AddressDigits);

    /// <summary>A content that is here, or null.</summary>
    public async Task<StoredContent?> FindAsync(string sha256, CancellationToken ct = default) =>
        IsAddress(sha256) && await blobs.FindAsync(KeyOf(sha256), ct) is { } blob ? new StoredContent(sha256, blob.Size, blob.WrittenAt) : null;

    /// <summary>Reads a content; the stream can seek, and reading forward is what it does best.</summary>
    /// <exception cref="FileNotFoundException">It is not here.</exception>
    public Task<Stream> OpenAsync(string sha256, CancellationToken ct = default) =>
        IsAddress(sha256) ? blobs.OpenAsync(KeyOf(sha256), ct) : throw new FileNotFoundException($"'{sha256}' is no address.");

    /// <summary>Reads a body to its end and keeps it if it is what its address says. Whatever goes wrong, no part of it stays.</summary>
    public async Task<PutResult> PutAsync(string sha256, Stream body, CancellationToken ct)
    {
        if (await FindAsync(sha256, ct) is not null)
            return await ReadAsync(sha256, body, Stream.Null, PutOutcome.Present, ct);

        var id = Guid.CreateVersion7();
        try
        {
            PutResult result;
            await using (var target = await blobs.GrowAsync(id, 0, ct))
            {
                result = await ReadAsync(sha256, body, target, PutOutcome.Stored, ct);
                if (result.Outcome == PutOutcome.Stored)
                    await target.FlushAsync(ct);
            }

            if (result.Outcome == PutOutcome.Stored)
                await blobs.FinishAsync(id, KeyOf(sha256), ct);
            return result;
        }
        finally
        {
            await blobs.ForgetAsync(id, CancellationToken.None);
        }
    }

    /// <summary>Forgets what a killed process left half-written before a moment, and returns how many that were.</summary>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken ct)
    {
        var swept = 0;
        await foreach (var (id, writtenAt) in blobs.ListGrowingAsync(ct))
        {
            if (writtenAt >= before)
                continue;
            await blobs.ForgetAsync(id, ct);
            swept++;
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
                if (bytes > limit)
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

    private static string KeyOf(string sha256) => $"{sha256[..2]}/{sha256[2..4]}/{sha256}";
}
