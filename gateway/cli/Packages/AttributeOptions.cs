using System.CommandLine;
using System.Text.Json.Nodes;
using Distribution.Cli.Documents;
using Distribution.Contracts.Packages.V1;

namespace Distribution.Cli.Packages;

/// <summary>A package's attributes on the command line: the plain ones as options, all of them in a document as import reads it.</summary>
internal sealed class AttributeOptions
{
    private readonly List<(string Field, Option<string?> Option)> _texts;
    private readonly List<(string Field, Option<string[]?> Option)> _lists;
    private readonly Option<int?> _limit = new("--time-limit") { Description = "Seconds that the installation may take." };
    private readonly Option<RestartBehaviour?> _restart = new("--restart") { Description = "Never, WhenNeeded or Always." };
    private readonly Option<RunAs?> _runAs = new("--run-as") { Description = "System or SessionUser." };
    private readonly Option<string[]?> _environment = Several("--env", "A variable for the commands, NAME=VALUE.");
    private readonly Option<FileInfo?> _icon = new("--icon") { Description = "A PNG file." };
    private readonly Option<FileInfo?> _document = new("--attributes")
    {
        Description = "A YAML or JSON document with any attributes, exit codes, external programs and conditions among them; the options win over it.",
    };

    public AttributeOptions()
    {
        _texts =
        [
            Text("name", "--name", "Name in the catalogue; otherwise the one that the file itself tells."),
            Text("softwareVersion", "--version", "Version of the software inside; otherwise the file's own."),
            Text("publisher", "--publisher", "Who made the software."),
            Text("description", "--description", "What it is, in a sentence."),
            Text("folder", "--folder", "Folder of the catalogue, such as Office/Editors."),
            Text("innerPath", "--inner-path", "The installer within a zip."),
            Text("installCommand", "--command", "Silent installation; {file} is the file, {folder} the unpacked zip.", "--install-command"),
            Text("uninstallCommand", "--uninstall-command", "Silent removal."),
            Text("softwareName", "--software-name", "Name under which the computer knows the installed software."),
            Text("destinationFolder", "--destination", "Folder on the computer for a package of files."),
            Text("productCode", "--product-code", "An MSI's product code."),
            Text("upgradeCode", "--upgrade-code", "An MSI's upgrade code."),
            Text("workingDirectory", "--working-directory", "Where the commands run."),
            Text("notes", "--notes", "Anything worth knowing."),
        ];
        _lists =
        [
            ("operatingSystems", Several("--os", "windows, linux or macos; any when not said.")),
            ("architectures", Several("--architecture", "x64, x86 or arm64; any when not said.")),
            ("dependsOn", Several("--depends-on", "A package that is installed first: id or exact name.")),
            ("supersedes", Several("--supersedes", "A package that this one takes the place of: id or exact name.")),
        ];
    }

    /// <summary>Adds the options to a command.</summary>
    public Command To(Command command)
    {
        foreach (var option in _texts.Select(text => (Option)text.Option).Concat(_lists.Select(list => list.Option)).Concat([_limit, _restart, _runAs, _environment, _icon, _document]))
            command.Add(option);
        return command;
    }

    /// <summary>What was said, as the platform takes it; icons are uploaded and names looked up on the way.</summary>
    public async Task<JsonObject> Read(Session session, CancellationToken cancel)
    {
        var said = session.Value(_document) is { } file ? Document(file) : [];
        foreach (var (field, option) in _texts.Where(text => session.Value(text.Option) is not null))
            said[field] = session.Value(option);
        foreach (var (field, option) in _lists.Where(list => session.Value(list.Option) is { Length: > 0 }))
            said[field] = new JsonArray([.. session.Value(option)!.Where(item => item.Length > 0).Select(item => JsonValue.Create(item))]);
        foreach (var pair in session.Value(_environment) ?? [])
            (said["environment"] as JsonObject ?? (JsonObject)(said["environment"] = new JsonObject()))[pair.Split('=')[0]] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (session.Value(_limit) is { } limit)
            said["timeLimitSeconds"] = limit;
        if (session.Value(_restart) is { } restart)
            said["restart"] = restart.ToString();
        if (session.Value(_runAs) is { } runAs)
            said["runAs"] = runAs.ToString();
        if (session.Value(_icon) is { } icon)
            said["iconSha256"] = await Upload.Send(session, Upload.Sendable(icon), cancel);
        var document = new PackageDocument("", "", said);
        var ids = new Dictionary<string, Guid>();
        foreach (var named in document.References.Distinct())
            ids[named] = await Known.Package(session.Gateway, named, cancel);
        return document.Attributes(named => ids[named]);
    }

    private static JsonObject Document(FileInfo file)
    {
        try
        {
            return DocumentText.Parse(File.ReadAllText(file.FullName));
        }
        catch (Exception wrong) when (wrong is DocumentException or IOException)
        {
            throw new GatewayException($"{file.Name} cannot be used.", [wrong.Message]);
        }
    }

    private static (string, Option<string?>) Text(string field, string name, string description, params string[] aliases) =>
        (field, new Option<string?>(name, aliases) { Description = description });

    private static Option<string[]?> Several(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
