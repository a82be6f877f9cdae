namespace Distribution.Packages.Uploads;

/// <summary>
/// An upload under way, or what became of one. How far it has come is what the store has of it, and stands nowhere else: a
/// process that is killed cannot leave the two apart.
/// </summary>
/// <param name="Length">How many bytes it will have.</param>
/// <param name="Metadata">What the client said of it, as the client wrote it.</param>
/// <param name="FileName">The metadata's 'filename'.</param>
/// <param name="Sha256">The metadata's 'sha256': what the whole must have.</param>
/// <param name="ExpiresAt">When it is given up if nothing more comes.</param>
/// <param name="UncheckedFrom">From here on bytes are being received whose checksum was not compared yet.</param>
/// <param name="ContentSha256">What it became, when it was complete.</param>
/// <param name="Refusal">Why it can never become content.</param>
public sealed record Upload(
    Guid Id, long Length, string? Metadata, string? FileName, string? Sha256, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    long? UncheckedFrom = null, string? ContentSha256 = null, string? Refusal = null)
{
    /// <summary>How many bytes count, of those that the store has.</summary>
    public long OffsetOf(long? grown) => ContentSha256 is not null ? Length : Math.Min(grown ?? 0, UncheckedFrom ?? long.MaxValue);
}

/// <summary>An upload as readers see it.</summary>
internal sealed record UploadView(
    Guid Id, long Length, long Offset, string? FileName, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? ContentSha256, string? Refusal);
