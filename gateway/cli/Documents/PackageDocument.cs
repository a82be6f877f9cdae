using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribution.Cli.Documents;

/// <summary>One package as a file describes it.</summary>
/// <param name="File">The document's path below the folder, for people.</param>
/// <param name="Folder">The folder that its paths begin at.</param>
/// <param name="Said">Its fields; what is not there says nothing.</param>
internal sealed record PackageDocument(string File, string Folder, JsonObject Said)
{
    private static readonly string[] _references = ["dependsOn", "supersedes"];

    public string Name => Text("name") ?? throw new DocumentException("name: a document says its package's name");

    public string Version => Text("softwareVersion") ?? "";

    /// <summary>Name and version, as references to it are written.</summary>
    public string Title => $"{Name} {Version}".TrimEnd();

    /// <summary>Its own, or one that follows from name and version, so that the same document is the same package everywhere.</summary>
    public Guid Id => Text("id") is not { } id ? IdOf(Name, Version)
        : Guid.TryParse(id, out var given) && given != Guid.Empty ? given : throw new DocumentException($"id: '{id}' is no id such as {IdOf(Name, Version)}");

    public string? Sha256 => Text("contentSha256");

    /// <summary>The content's file; it need not be there when the platform has the content.</summary>
    public FileInfo? Content => PathOf("content");

    public FileInfo? Icon => PathOf("icon");

    public string? FileName => Text("fileName") ?? Content?.Name;

    /// <summary>Everything that it names of other packages.</summary>
    public IEnumerable<string> References => _references.SelectMany(Strings)
        .Concat(Conditions().Select(condition => (string?)condition["packageId"]).OfType<string>());

    /// <summary>What the platform is told: the fields without those that are about files, with ids for names.</summary>
    public JsonObject Attributes(Func<string, Guid> find)
    {
        var told = (JsonObject)Said.DeepClone();
        foreach (var own in new[] { "id", "content", "icon", "fileName", "contentSha256", "kind" })
            told.Remove(own);
        foreach (var name in _references.Where(name => told[name] is JsonArray))
            told[name] = new JsonArray([.. Strings(name).Select(named => JsonValue.Create($"{find(named):D}"))]);
        foreach (var condition in (told["packageConditions"]?["conditions"] as JsonArray)?.OfType<JsonObject>() ?? [])
            condition["packageId"] = (string?)condition["packageId"] is { } named ? $"{find(named):D}" : null;
        return told;
    }

    public string? Text(string field) => (string?)Said[field] is { Length: > 0 } text ? text : null;

    private static Guid IdOf(string name, string version)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"package document\n{name}\n{version}"))[..16];
        (bytes[6], bytes[8]) = ((byte)((bytes[6] & 0x0f) | 0x80), (byte)((bytes[8] & 0x3f) | 0x80));
        return new Guid(bytes, bigEndian: true);
    }

    private IEnumerable<string> Strings(string field) => (Said[field] as JsonArray)?.Select(item => (string?)item).OfType<string>() ?? [];

    private IEnumerable<JsonObject> Conditions() => (Said["packageConditions"]?["conditions"] as JsonArray)?.OfType<JsonObject>() ?? [];

    private FileInfo? PathOf(string field) => Text(field) is { } path ? new(Path.GetFullPath(Path.Combine(Folder, path))) : null;
}
