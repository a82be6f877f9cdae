using System.Buffers;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Content;

/// <summary>Content that the store holds, whole and right when it was kept.</summary>
internal sealed record StoredContent(string Sha256, long Size, DateTimeOffset KeptAt);

/// <summary>Content that is not any more what its address says; it is not served, and the same bytes uploaded again heal it.</summary>
internal sealed record DamagedContent(string Sha256, long Size, DateTimeOffset FoundAt);

/// <summary>
/// Content addressed by its SHA-256, each kept once, in a folder or a bucket. It is found only when it is whole, right and on
/// the disk; until then it is something that grows and nobody can find.
/// </summary>
internal sealed class ContentStore(Blobs blobs)
{
    /// <summary>The most that one content may hold: 2^30 bytes, inclusive (domain, section 10).</summary>
    public const long LimitBytes = 1L << 30;

    private const string Inspection = ".inspection";

    private static readonly SearchValues<char> AddressDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What is not content yet.</summary>
    public Blobs Growing => blobs;

    /// <summary>Whether a text is an address: 64 lower-case hexadecimal digits, and so never a path.</summary>
    public static bool IsAddress(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(AddressDigits);

    /// <summary>A content that is here, or null.</summary>
    public async Task<StoredContent?> FindAsync(string sha256, CancellationToken ct = default) =>
        IsAddress(sha256) && await blobs.FindAsync(KeyOf(sha256), ct) is { } blob ? new StoredContent(sha256, blob.Size, blob.WrittenAt) : null;

    /// <summary>Reads a content; the stream can seek, and reading forward is what it does best.</summary>
    /// <exception cref="FileNotFoundException">It is not here.</exception>
    public Task<Stream> OpenAsync(string sha256, CancellationToken ct = default) =>
        IsAddress(sha256) ? blobs.OpenAsync(KeyOf(sha256), ct) : throw new FileNotFoundException($"'{sha256}' is no address.");

    /// <summary>Makes something that has grown content, with the verdict about it if it is a zip; heals what was damaged.</summary>
    public async Task KeepAsync(Guid grown, Scanned scanned, CancellationToken ct)
    {
        // In this order content never stands there without its verdict.
        if (scanned.Zip is { } verdict)
            await blobs.WriteAsync(KeyOf(scanned.Sha256) + Inspection, InspectionRecord.Write(verdict), ct);
        await blobs.FinishAsync(grown, KeyOf(scanned.Sha256), ct);
        await blobs.DeleteAsync(DamagedKeyOf(scanned.Sha256), ct);
    }

    /// <summary>The verdict about a content as a zip: the one found while it came in, or for older content one found now and kept.</summary>
    /// <exception cref="FileNotFoundException">It is not here.</exception>
    public async Task<ZipVerdict> JudgeZipAsync(string sha256, CancellationToken ct)
    {
        var key = KeyOf(sha256) + Inspection;
        if (await blobs.FindAsync(key, ct) is not null)
        {
            await using var record = await blobs.OpenAsync(key, ct);
            if (await InspectionRecord.ReadAsync(record, ct) is { } known)
                return known;
        }

        await using var content = await OpenAsync(sha256, ct);
        var verdict = await ZipInspection.JudgeAsync(content, ct: ct);
        // What is no zip at all is told from four bytes, and needs no record.
        if (verdict.Refusal is null || verdict.Items.Count > 0)
            await blobs.WriteAsync(key, InspectionRecord.Write(verdict), ct);
        return verdict;
    }

    /// <summary>Takes content away with what belongs to it.</summary>
    public async Task RemoveAsync(string sha256, CancellationToken ct)
    {
        await blobs.DeleteAsync(KeyOf(sha256), ct);
        await blobs.DeleteAsync(KeyOf(sha256) + Inspection, ct);
        await blobs.DeleteAsync(DamagedKeyOf(sha256), ct);
    }

    /// <summary>Puts damaged content where it is not found any more.</summary>
    public Task SetAsideAsync(string sha256, CancellationToken ct) => blobs.MoveAsync(KeyOf(sha256), DamagedKeyOf(sha256), ct);

    /// <summary>What was set aside, in the order of the addresses.</summary>
    public async Task<List<DamagedContent>> ListDamagedAsync(CancellationToken ct)
    {
        List<DamagedContent> damaged = [];
        await foreach (var blob in blobs.ListAsync("damaged", ct))
            damaged.Add(new DamagedContent(blob.Key["damaged/".Length..], blob.Size, blob.WrittenAt));
        return damaged;
    }

    /// <summary>All content behind an address, in the order of the addresses.</summary>
    public async IAsyncEnumerable<StoredContent> ListAsync(string after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // One folder at a time: a store of a million contents is never in memory at once.
        for (var first = after.Length > 1 ? Convert.ToInt32(after[..2], 16) : 0; first < 256; first++)
        {
            await foreach (var blob in blobs.ListAsync($"{first:x2}", ct))
            {
                var name = blob.Key[(blob.Key.LastIndexOf('/') + 1)..];
                if (IsAddress(name) && string.CompareOrdinal(name, after) > 0)
                    yield return new StoredContent(name, blob.Size, blob.WrittenAt);
            }
        }
    }

    private static string KeyOf(string sha256) => $"{sha256[..2]}/{sha256[2..4]}/{sha256}";

    private static string DamagedKeyOf(string sha256) => $"damaged/{sha256}";
}
