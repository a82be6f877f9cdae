using Distribution.Agent.Placement;
using Distribution.Agent.Processes;
using Distribution.Agent.Software;
using Distribution.Agent.Transfers;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>Makes an action ready to run: its content under its own name, a zip unpacked, the program with its arguments, folder and environment.</summary>
internal sealed class PrepareCommand(ContentCache cache, SoftwareDatabases databases, string? root)
{
    /// <summary>The installer itself: the content, or the file inside a zip; null when the action has none.</summary>
    public static string? InstallerOf(ActionInstruction action, WorkFolder work) => action switch
    {
        { Content: null } => null,
        { Settings.InnerPath: { Length: > 0 } inner } when ActionCommand.NeedsFolder(action) => Path.GetFullPath(Path.Combine(UnpackedIn(work), inner)),
        { Content.FileName: var name } => Path.Combine(work.Location, "content", name),
    };

    /// <exception cref="FormatException">There is no such command, in words for the operator.</exception>
    /// <exception cref="InvalidDataException">The zip, the inner installer or the working folder is not as it must be.</exception>
    public async Task<SupervisedCommand> Of(ActionInstruction action, WorkFolder work, TaskParameters? parameters, CancellationToken stop)
    {
        Directory.CreateDirectory(work.Location);
        var folder = ActionCommand.NeedsFolder(action) ? UnpackedIn(work) : null;
        if (action.Content is { } content)
            await Place(content, work, folder, stop);
        var file = InstallerOf(action, work);
        if (file is not null && !File.Exists(file))
            throw new InvalidDataException($"The zip {action.Content!.FileName} holds no '{action.Settings!.InnerPath}'.");
        if (root is not null && Dpkg.IsInstalledHere)
            Dpkg.PrepareRoot(root);
        var words = WithLog(ActionCommand.Of(action, file, folder, root, await Remover(action, stop)), work);
        return new(words[0], [.. words.Skip(1)], WorkingFolder(action, file, folder, work), EnvironmentOf(action), action.TimeLimitSeconds, parameters?.Installation?.Priority,
            OperatingSystem.IsWindows() && NotApplicable.WantsSession(action, parameters?.Running) ? true : null);
    }

    /// <summary>A program around the installation.</summary>
    public SupervisedCommand Of(ExternalProgram program, ActionInstruction action, WorkFolder work)
    {
        Directory.CreateDirectory(work.Location);
        var words = CommandLine.Split(program.Command, ActionCommand.Placeholders(null, null, root));
        return words.Count > 0
            ? new(words[0], [.. words.Skip(1)], work.Location, EnvironmentOf(action), program.TimeLimitSeconds)
            : throw new FormatException("An external program's command is empty.");
    }

    /// <summary>The command that puts an older package back.</summary>
    public SupervisedCommand Of(IReadOnlyList<string> restorer, ActionInstruction action, WorkFolder work)
    {
        Directory.CreateDirectory(work.Location);
        var words = ActionCommand.Confined(restorer, root);
        return new(words[0], [.. words.Skip(1)], work.Location, EnvironmentOf(action), action.TimeLimitSeconds);
    }

    private static string UnpackedIn(WorkFolder work) => Path.Combine(work.Location, "unpacked");

    private async Task Place(ContentReference content, WorkFolder work, string? folder, CancellationToken stop)
    {
        var file = Path.Combine(work.Location, "content", content.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        if (OperatingSystem.IsWindows())
            File.Copy(cache.PathOf(content.Sha256), file);
        else
            File.CreateSymbolicLink(file, cache.PathOf(content.Sha256));
        if (folder is null)
            return;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        await new ZipContents(cache.PathOf(content.Sha256)).UnpackInto(folder, stop);
    }

    private async Task<IReadOnlyList<string>?> Remover(ActionInstruction action, CancellationToken stop)
    {
        if (action.Kind != ActionKind.Uninstall || !string.IsNullOrWhiteSpace(action.Command) || SoftwareDatabases.NameIn(action) is not { } name)
            return null;
        return await databases.Find(name, stop) is var (database, software) ? database.Remover(software ?? new(name, "")) : null;
    }

    private static List<string> WithLog(IReadOnlyList<string> words, WorkFolder work) =>
        MsiLog.IsWanted(words) ? [.. words, "/l*v", MsiLog.In(work)] : [.. words];

    private string WorkingFolder(ActionInstruction action, string? file, string? folder, WorkFolder work)
    {
        if (action.Settings?.WorkingDirectory is not { Length: > 0 } asked)
            return folder ?? work.Location;
        var path = ActionCommand.Placeholders(file, folder, root).Aggregate(asked, (text, one) => text.Replace("{" + one.Key + "}", one.Value, StringComparison.Ordinal));
        path = Path.GetFullPath(path, folder ?? work.Location);
        return Directory.Exists(path) ? path : throw new InvalidDataException($"The working folder '{path}' does not exist.");
    }

    private Dictionary<string, string> EnvironmentOf(ActionInstruction action)
    {
        var environment = new Dictionary<string, string> { ["DISTRIBUTION_ACTION"] = $"{action.Number}" };
        if (root is not null)
            environment["DISTRIBUTION_ROOT"] = root;
        if (!OperatingSystem.IsWindows())
        {
            environment["DEBIAN_FRONTEND"] = "noninteractive";
            environment["LC_ALL"] = "C.UTF-8";
            // A service's path often lacks the places where dpkg looks for its own tools.
            environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        }
        foreach (var (name, value) in action.Settings?.Environment ?? new Dictionary<string, string>())
            environment[name] = value;
        return environment;
    }
}
