using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.Cli.Packages;

namespace Distribution.Cli.Documents;

/// <summary>Writes the catalogue into a folder as import reads it; the same catalogue is always written as the same bytes.</summary>
internal static class ExportPackages
{
    private static readonly string[] _first = ["name", "softwareVersion", "kind", "publisher", "description", "folder"];
    private static readonly string[] _left = ["id", "version", "registeredAt", "changedAt", "contentSize", "fileName", "contentSha256", "iconSha256"];

    public static Command Command(Shell shell)
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the documents and their contents go; it is made when it is missing." };
        var search = new Option<string?>("--search") { Description = "Only packages with these words." };
        var inner = new Option<string?>("--folder") { Description = "Only packages of this folder of the catalogue." };
        var bare = new Option<bool>("--without-contents") { Description = "Write the documents alone." };
        return shell.Run(new("export", "Write packages into a folder as documents with their contents.") { folder, search, inner, bare }, async (session, cancel) =>
        {
            var target = session.Value(folder);
            var query = string.Concat(
                session.Value(search) is { } words ? $"&search={Uri.EscapeDataString(words)}" : "", session.Value(inner) is { } below ? $"&folder={Uri.EscapeDataString(below)}" : "");
            var listed = await session.Gateway.All($"packages?sort=name{query}", cancel).ToListAsync(cancel);
            var titles = Titles(listed);
            var files = FileNames(listed);
            target.Create();
            List<string> written = [];
            foreach (var item in listed)
            {
                var package = await session.Gateway.Get($"packages/{item.Id()}", cancel);
                var document = Describe(package, titles);
                if (!session.Value(bare))
                    await Contents(session.Gateway, package, document, target.FullName, cancel);
                var file = Path.Combine(target.FullName, files[item.Id()]);
                await File.WriteAllTextAsync(file, DocumentText.Write(document), new UTF8Encoding(false), cancel);
                written.Add(files[item.Id()]);
                if (!session.Json)
                    session.Raw.WriteLine($"written   {files[item.Id()]}  {package.Text("name")} {package.Text("softwareVersion")}".TrimEnd());
            }
            session.Raw.WriteLine(session.Json ? JsonSerializer.Serialize(written) : $"{written.Count} written to {target.FullName}");
            return ExitCode.Succeeded;
        });
    }

    private static JsonObject Describe(JsonElement package, Dictionary<Guid, string> titles)
    {
        var said = package.EnumerateObject().Where(field => !_left.Contains(field.Name) && Kept(field.Value) is not null)
            .ToDictionary(field => field.Name, field => Kept(field.Value));
        var document = new JsonObject { ["id"] = package.Text("id") };
        foreach (var name in _first.Concat(said.Keys.Except(_first).Order(StringComparer.Ordinal)).Where(said.ContainsKey))
            document[name] = Named(name, said[name]!, titles);
        document["content"] = Beside(package.Text("contentSha256"), package.Text("fileName"));
        document["contentSha256"] = package.Text("contentSha256");
        if (package.Text("iconSha256") is { Length: > 0 } icon)
            (document["icon"], document["iconSha256"]) = (Beside(icon, "icon.png"), icon);
        return document;
    }

    private static async Task Contents(Gateway gateway, JsonElement package, JsonObject document, string folder, CancellationToken cancel)
    {
        foreach (var what in new[] { "content", "icon" })
        {
            if ((string?)document[what] is { } path)
                await DownloadContent.To(gateway, $"packages/{package.Id()}/{what}", (string)document[what + "Sha256"]!, new(Path.Combine(folder, path)), cancel);
        }
    }

    // Nothing that is null, at any depth: a document says what there is.
    private static JsonNode? Kept(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => value.EnumerateObject().Where(field => Kept(field.Value) is not null).ToList() is { Count: > 0 } fields
            ? new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, Kept(field.Value)))) : null,
        JsonValueKind.Array => value.GetArrayLength() > 0 ? new JsonArray([.. value.EnumerateArray().Select(Kept)]) : null,
        _ => JsonNode.Parse(value.GetRawText()),
    };

    private static JsonNode Named(string field, JsonNode value, Dictionary<Guid, string> titles)
    {
        string Title(JsonNode? id) => titles.GetValueOrDefault(Guid.Parse((string)id!), (string)id!);
        if (field is "dependsOn" or "supersedes")
            return new JsonArray([.. value.AsArray().Select(id => JsonValue.Create(Title(id)))]);
        foreach (var condition in field == "packageConditions" ? value["conditions"]?.AsArray() ?? [] : [])
            condition!["packageId"] = Title(condition["packageId"]);
        return value;
    }

    // By name and version where that is clear, so that people can read and write it.
    private static Dictionary<Guid, string> Titles(List<JsonElement> listed) => listed
        .GroupBy(item => $"{item.Text("name")} {item.Text("softwareVersion")}".TrimEnd(), StringComparer.Ordinal)
        .Where(same => same.Count() == 1)
        .ToDictionary(same => same.Single().Id(), same => same.Key);

    private static Dictionary<Guid, string> FileNames(List<JsonElement> listed) => listed
        .GroupBy(item => Slug($"{item.Text("name")}-{item.Text("softwareVersion")}"), StringComparer.Ordinal)
        .SelectMany(same => same.Select(item => (Id: item.Id(), Name: same.Count() == 1 && same.Key.Length > 0 ? same.Key : $"{same.Key}-{item.Id():N}".Trim('-'))))
        .ToDictionary(file => file.Id, file => file.Name + ".yaml");

    // A name that every system can hold, whatever the package is called.
    private static string Slug(string title)
    {
        var letters = string.Concat(title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : ' '));
        var slug = string.Join('-', letters.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('.', '-');
        return slug.Length > 100 ? slug[..100] : slug;
    }

    private static string Beside(string sha256, string fileName) => $"./{DocumentFolder.Files}/{sha256[..12]}/{fileName}";
}
