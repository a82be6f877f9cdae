using Distribution.Packages.Catalogue;
using Distribution.Packages.Reading;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>What content says of itself; what it does not say is null. A registration takes from here what its caller leaves out.</summary>
internal sealed record ContentFacts(
    long Size, string? SoftwareName = null, string? SoftwareVersion = null, string? Interpreter = null, string? Name = null, string? Publisher = null,
    string? Description = null, string? ProductCode = null, string? UpgradeCode = null, IReadOnlyList<string>? OperatingSystems = null,
    IReadOnlyList<string>? Architectures = null);

/// <summary>Looks into content before it may become a package, by the kind of file that it is to be.</summary>
internal sealed class ContentInspection(ContentStore store, ContentClaims claims)
{
    /// <param name="innerPath">The installer within a zip.</param>
    /// <exception cref="UnprocessableException">The content is not in the store, or not what its file name says, or not safe.</exception>
    public async Task<ContentFacts> InspectAsync(string sha256, string fileName, CancellationToken ct, string? innerPath = null)
    {
        await claims.ClaimAsync(sha256, ct);
        var content = await store.FindAsync(sha256, ct)
            ?? throw new UnprocessableException($"contentSha256: content {sha256} is not in the store; PUT /contents/{sha256} comes first.");
        await using var file = await store.OpenAsync(sha256, ct);
        if (SilentCommands.IsZip(fileName) && (await store.JudgeZipAsync(sha256, ct)).Refusal is { } refusal)
            throw new UnprocessableException($"contentSha256: '{fileName}' is refused: {refusal}.");
        var said = await Task.Run(() => ContentReading.Read(file, fileName, innerPath), ct);
        // dpkg would refuse it too, on every computer.
        if (said is { Format: ContentFormat.Deb, NotReadable: { } damage })
            throw new UnprocessableException($"contentSha256: '{fileName}' is refused: {damage}.");
        return new ContentFacts(
            content.Size, said.SoftwareName, said.SoftwareVersion, said.Interpreter, said.Name, said.Publisher, said.Description,
            said.ProductCode, said.UpgradeCode, said.OperatingSystems, said.Architectures);
    }
}
