using System.IO.Compression;
using System.Text.Json;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Content;

/// <summary>The verdict about a zip as it lies beside the content, so that no zip is inspected twice.</summary>
/// <param name="Rules">Which rules judged: a record made by others is no verdict any more.</param>
internal sealed record InspectionRecord(int Rules, ZipVerdict Verdict)
{
    /// <summary>Counted up whenever a rule changes.</summary>
    private const int Current = 1;

    public static byte[] Write(ZipVerdict verdict)
    {
        using var bytes = new MemoryStream();
        using (var packed = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(packed, new InspectionRecord(Current, verdict));
        return bytes.ToArray();
    }

    /// <summary>The verdict, or null when other rules made it.</summary>
    public static async Task<ZipVerdict?> ReadAsync(Stream stream, CancellationToken ct)
    {
        await using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        return await JsonSerializer.DeserializeAsync<InspectionRecord>(unpacked, cancellationToken: ct) is { Rules: Current } record ? record.Verdict : null;
    }
}
