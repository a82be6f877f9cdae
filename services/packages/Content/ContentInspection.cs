using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>What content says of itself; what it does not say is null. A registration takes from here what its caller leaves out.</summary>
internal sealed record ContentFacts(
    long Size, string? SoftwareName = null, string? SoftwareVersion = null, string? Interpreter = null, string? Name = null, string? Publisher = null,
    string? Description = null, string? ProductCode = null, string? UpgradeCode = null, IReadOnlyList<string>? OperatingSystems = null,
    IReadOnlyList<string>? Architectures = null);

/// <summary>Looks into content before it may become a package, by the kind of file that it is to be.</summary>
internal sealed class ContentInspection(ContentStore store)
{
    /// <exception cref="UnprocessableException">The content is not in the store, or not what its file name says, or not safe.</exception>
    public async Task<ContentFacts> InspectAsync(string sha256, string fileName, CancellationToken ct)
    {
        var content = await store.FindAsync(sha256, ct)
            ?? throw new UnprocessableException($"contentSha256: content {sha256} is not in the store; PUT /contents/{sha256} comes first.");
        await using var file = await store.OpenAsync(sha256, ct);
        if (SilentCommands.IsZip(fileName))
        {
            if (await Task.Run(() => ZipInspection.Refusal(file, ct: ct), ct) is { } refusal)
                throw new UnprocessableException($"contentSha256: '{fileName}' is refused: {refusal}.");
        }

        if (SilentCommands.IsScript(fileName))
            return new ContentFacts(content.Size, Interpreter: await ScriptLine.ReadAsync(file, ct));
        if (!SilentCommands.IsDebian(fileName))
            return new ContentFacts(content.Size);
        try
        {
            var fields = await DebianControl.ReadAsync(file, ct);
            return new ContentFacts(content.Size, fields?.Package, fields?.Version);
        }
        catch (InvalidDataException refusal)
        {
            throw new UnprocessableException($"contentSha256: '{fileName}' is refused: {refusal.Message}.");
        }
    }
}
