using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What a computer is told of one action.</summary>
internal static class InstructAction
{
    /// <summary>What puts a package there that another one needs.</summary>
    public static InstructedAction Needed(int number, KnownPackage package) => Of(
        number,
        new TaskAction(
            package.Attributes!.Kind == PackageKind.Files ? ActionKind.DistributeFiles : ActionKind.Install, package.PackageId, null, null, null, null),
        package);

    /// <summary>An action of a task, by the package that it names as that is now.</summary>
    public static InstructedAction Of(int number, TaskAction action, KnownPackage? known)
    {
        var package = known?.Attributes;
        var command = action.Command ?? action.Kind switch
        {
            ActionKind.Install => package?.InstallCommand,
            ActionKind.Uninstall => package?.UninstallCommand,
            _ => null,
        };
        // A removal needs no content, unless its command says that it runs the installer itself.
        var fetches = package is not null && (action.Kind != ActionKind.Uninstall || NamesContent(command));
        return new InstructedAction(
            number, action.Kind, NameOf(action, package), action.PackageId, known?.AsOf, fetches ? package!.ContentSha256 : null,
            fetches ? package!.ContentSize : 0, fetches ? package!.FileName : null, command, action.SoftwareName ?? package?.SoftwareName,
            action.Kind == ActionKind.Install && package is { SoftwareVersion.Length: > 0 } ? package.SoftwareVersion : null,
            action.DestinationFolder ?? package?.DestinationFolder, action.TimeLimitSeconds ?? package?.TimeLimitSeconds ?? Instructions.UsualTimeLimitSeconds,
            action.ProductCode is { } product ? (package?.Settings ?? new ActionSettings()) with { ProductCode = product } : package?.Settings);
    }

    private static bool NamesContent(string? command) =>
        command is not null && (command.Contains("{file}", StringComparison.Ordinal) || command.Contains("{folder}", StringComparison.Ordinal));

    private static string NameOf(TaskAction action, PackageAttributes? package)
    {
        var name = package is not null ? $"{package.Name} {package.SoftwareVersion}".TrimEnd() : action.SoftwareName ?? action.Command ?? "";
        return name.Length <= 256 ? name : name[..256];
    }
}
