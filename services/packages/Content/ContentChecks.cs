using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>Whether the content is there that a package's attributes point at.</summary>
internal sealed class ContentChecks(ContentStore store)
{
    private const long LargestIcon = 1 << 20;
    private const int MostEntries = 100_000;
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="attributes">The package, whose content is in the store.</param>
    /// <param name="innerPath">The installer that is named; null or empty when none is.</param>
    /// <param name="iconSha256">The icon that is named; null or empty when none is.</param>
    /// <exception cref="UnprocessableException">Names the attribute, the value and the rule.</exception>
    public void Check(PackageAttributes attributes, string? innerPath, string? iconSha256)
    {
        if (!string.IsNullOrEmpty(innerPath) && SilentCommands.IsZip(attributes.FileName))
            CheckInner(attributes, innerPath.Replace('\\', '/'));
        if (!string.IsNullOrEmpty(iconSha256))
            CheckIcon(iconSha256);
    }

    private void CheckInner(PackageAttributes attributes, string innerPath)
    {
        using var zip = store.Find(attributes.ContentSha256)?.OpenRead()
            ?? throw new UnprocessableException($"innerPath: content {attributes.ContentSha256} is not in the store any more.");
        // Upper and lower case count: on most computers they do.
        if (!new ZipDirectory(zip, MostEntries).Read().Exists(entry => !entry.IsFolder && entry.Name.Replace('\\', '/') == innerPath))
            throw new UnprocessableException($"innerPath: '{attributes.FileName}' holds no file '{innerPath}'.");
    }

    private void CheckIcon(string sha256)
    {
        var icon = store.Find(sha256) ?? throw new UnprocessableException($"iconSha256: content {sha256} is not in the store; PUT /contents/{sha256} comes first.");
        if (icon.Length > LargestIcon)
            throw new UnprocessableException($"iconSha256: content {sha256} has {icon.Length} bytes; an icon has {LargestIcon} at most.");
        using var file = icon.OpenRead();
        Span<byte> beginning = stackalloc byte[8];
        if (file.ReadAtLeast(beginning, 8, throwOnEndOfStream: false) < 8 || !beginning.SequenceEqual(Png))
            throw new UnprocessableException($"iconSha256: content {sha256} is no PNG.");
    }
}
