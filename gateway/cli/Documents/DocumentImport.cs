using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Cli.Documents;

/// <summary>Brings one document after the other onto the platform; what goes wrong with one stops only those that refer to it.</summary>
internal sealed class DocumentImport(Session session, References references, bool dryRun, IEnumerable<PackageDocument> failedAlready)
{
    private readonly HashSet<PackageDocument> _failed = [.. failedAlready];
    private readonly Dictionary<string, Guid> _onPlatform = [];

    public async Task<Outcome> Take(PackageDocument document, CancellationToken cancel)
    {
        try
        {
            return await Bring(document, cancel);
        }
        catch (Exception wrong) when (wrong is DocumentException or IOException or UnauthorizedAccessException)
        {
            _failed.Add(document);
            return Outcome.Of(Outcome.Failed, document, wrong.Message);
        }
        catch (GatewayException refused)
        {
            _failed.Add(document);
            return Outcome.Of(Outcome.Failed, document, refused.Details.Count > 0 ? [.. refused.Details] : [refused.Message]);
        }
    }

    private async Task<Outcome> Bring(PackageDocument document, CancellationToken cancel)
    {
        foreach (var named in document.References.Distinct())
            await Resolve(named, cancel);
        var wanted = document.Attributes(Find);
        var present = await Present(document.Id, cancel);
        return present is { } package ? await Change(document, wanted, package, cancel) : await Create(document, wanted, cancel);
    }

    private async Task<Outcome> Create(PackageDocument document, JsonObject wanted, CancellationToken cancel)
    {
        var name = document.FileName ?? throw new DocumentException("content: a new package needs its content, such as content: ./files/setup.msi");
        if (dryRun)
            return Outcome.Of(Outcome.Created, document);
        wanted["id"] = document.Id.ToString();
        wanted["kind"] = document.Text("kind") ?? throw new DocumentException("kind: a new package is Software or Files");
        wanted["fileName"] = name;
        wanted["contentSha256"] = await Upload(document, document.Content, document.Sha256, "content", cancel);
        await BringIcon(document, wanted, null, cancel);
        await session.Gateway.Post("packages", wanted, cancel);
        return Outcome.Of(Outcome.Created, document);
    }

    private async Task<Outcome> Change(PackageDocument document, JsonObject wanted, JsonElement package, CancellationToken cancel)
    {
        await CheckContent(document, package, cancel);
        await BringIcon(document, wanted, package, cancel);
        var changes = DocumentChanges.Between(wanted, package);
        string[] fields = [.. changes.Select(change => change.Key)];
        if (fields.Length == 0)
            return Outcome.Of(Outcome.Unchanged, document);
        if (dryRun)
            return Outcome.Of(Outcome.Changed, document, fields);
        changes["expectedVersion"] = package.Number("version");
        var edited = await session.Gateway.Patch($"packages/{document.Id}", changes, cancel);
        // The platform may write the same thing in another way than the document.
        return edited.Number("version") == package.Number("version") ? Outcome.Of(Outcome.Unchanged, document) : Outcome.Of(Outcome.Changed, document, fields);
    }

    private static async Task CheckContent(PackageDocument document, JsonElement package, CancellationToken cancel)
    {
        const string rule = "content never changes; new content is a package of its own, with another version or id";
        var said = document.Sha256 ?? (document.Content is { Exists: true } file ? await Packages.Upload.HashOf(file, cancel) : null);
        if (said is not null && said != package.Text("contentSha256"))
            throw new DocumentException($"contentSha256: '{said}' is not '{package.Text("contentSha256")}' as the platform has it: {rule}");
        foreach (var (field, value) in new[] { ("kind", document.Text("kind")), ("fileName", document.FileName) })
        {
            if (value is not null && value != package.Text(field))
                throw new DocumentException($"{field}: '{value}' is not '{package.Text(field)}' as the platform has it: {rule}");
        }
    }

    private async Task BringIcon(PackageDocument document, JsonObject wanted, JsonElement? package, CancellationToken cancel)
    {
        if (document.Icon is null)
            return;
        var sha256 = document.Text("iconSha256");
        wanted["iconSha256"] = sha256 is not null && sha256 == package?.Text("iconSha256") ? sha256
            : dryRun ? sha256 ?? await Packages.Upload.HashOf(Packages.Upload.Sendable(document.Icon), cancel)
            : await Upload(document, document.Icon, sha256, "icon", cancel);
    }

    private async Task<string> Upload(PackageDocument document, FileInfo? file, string? sha256, string field, CancellationToken cancel)
    {
        if (file is not { Exists: true })
        {
            return sha256 is not null && await session.Gateway.Has($"contents/{sha256}", cancel)
                ? sha256
                : throw new DocumentException($"{field}: '{document.Text(field)}' is no file below {document.Folder}, and the platform does not have the content");
        }
        var sent = await Packages.Upload.Send(session, Packages.Upload.Sendable(file), cancel);
        return sha256 is null || sha256 == sent
            ? sent
            : throw new DocumentException($"{field}: '{document.Text(field)}' has the SHA-256 {sent}, and the document says {sha256}");
    }

    private async Task Resolve(string named, CancellationToken cancel)
    {
        if (references.IsAmbiguous(named))
            throw new DocumentException($"dependsOn: '{named}' is the name of several documents; write name and version, or the id");
        if (references.Find(named) is { } document)
        {
            if (_failed.Contains(document))
                throw new DocumentException($"dependsOn: '{named}' ({document.File}) failed, so this waits for it");
        }
        else if (!_onPlatform.ContainsKey(named))
        {
            _onPlatform[named] = await Known.Package(session.Gateway, named, cancel);
        }
    }

    private Guid Find(string named) => references.Find(named)?.Id ?? _onPlatform[named];

    private async Task<JsonElement?> Present(Guid id, CancellationToken cancel)
    {
        try
        {
            return await session.Gateway.Get($"packages/{id}", cancel);
        }
        catch (GatewayException refused) when (refused.Status == 404)
        {
            return null;
        }
    }
}
