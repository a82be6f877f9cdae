using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>Whether the content is there that a package's attributes point at.</summary>
internal sealed class ContentChecks(ContentStore store, ContentClaims claims)
{
    private const long LargestIcon = 1 << 20;
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="attributes">The package, whose content is in the store.</param>
    /// <param name="innerPath">The installer that is named; null or empty when none is.</param>
    /// <param name="iconSha256">The icon that is named; null or empty when none is.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="UnprocessableException">Names the attribute, the value and the rule.</exception>
    public async Task CheckAsync(PackageAttributes attributes, string? innerPath, string? iconSha256, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(innerPath) && SilentCommands.IsZip(attributes.FileName))
            await CheckInnerAsync(attributes, innerPath.Replace('\\', '/'), ct);
        if (!string.IsNullOrEmpty(iconSha256))
            await CheckIconAsync(iconSha256, ct);
    }

    private async Task CheckInnerAsync(PackageAttributes attributes, string innerPath, CancellationToken ct)
    {
        if (await store.FindAsync(attributes.ContentSha256, ct) is null)
            throw new UnprocessableException($"innerPath: content {attributes.ContentSha256} is not in the store any more.");
        var zip = await store.JudgeZipAsync(attributes.ContentSha256, ct);
        // Upper and lower case count: on most computers they do.
        if (!zip.Items.Any(item => item.Name.Replace('\\', '/') == innerPath))
            throw new UnprocessableException($"innerPath: '{attributes.FileName}' holds no file '{innerPath}'.");
    }

    private async Task CheckIconAsync(string sha256, CancellationToken ct)
    {
        await claims.ClaimAsync(sha256, ct);
        var icon = await store.FindAsync(sha256, ct)
            ?? throw new UnprocessableException($"iconSha256: content {sha256} is not in the store; PUT /contents/{sha256} comes first.");
        if (icon.Size > LargestIcon)
            throw new UnprocessableException($"iconSha256: content {sha256} has {icon.Size} bytes; an icon has {LargestIcon} at most.");
        await using var file = await store.OpenAsync(sha256, ct);
        var beginning = new byte[Png.Length];
        await file.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, ct);
        if (!beginning.AsSpan().SequenceEqual(Png))
            throw new UnprocessableException($"iconSha256: content {sha256} is no PNG.");
    }
}
