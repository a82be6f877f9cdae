using V1 = Distribution.Contracts.Packages.V1;

namespace Distribution.Packages.Catalogue;

/// <summary>A package's stored attributes as the definition that others get; commands have their {productCode} filled in, which computers do not know.</summary>
internal static class Definitions
{
    public static V1.PackageDefinition Of(PackageAttributes a) => new(
        a.Name, a.SoftwareVersion, Kind(a.Kind), a.FileName, a.ContentSha256, a.ContentSize,
        CommandTemplates.Filled(a.InstallCommand, a.ProductCode), CommandTemplates.Filled(a.UninstallCommand, a.ProductCode),
        a.SoftwareName, a.DestinationFolder, a.TimeLimitSeconds,
        a.Publisher, a.Description, a.Folder, a.OperatingSystems, a.Architectures, a.InnerPath, a.ProductCode, a.UpgradeCode,
        a.ExitCodes is { } codes ? new(codes.Success ?? [], codes.RestartNeeded ?? [], codes.Restarting ?? [], codes.RetryLater ?? []) : null,
        a.WorkingDirectory, a.Environment, Restart(a.Restart), RunsAs(a.RunAs),
        a.ExternalPrograms is { } programs
            ? new(Program(programs.Before, a.ProductCode), Program(programs.After, a.ProductCode), Program(programs.OnError, a.ProductCode))
            : null,
        a.SystemConditions is { } system
            ? new(
                system.FreeDiskMegabytes, system.FreeDiskDrive, system.MemoryMegabytes, Compared(system.MemoryComparison),
                system.OperatingSystemVersion, Compared(system.OperatingSystemComparison))
            : null,
        a.SoftwareConditions is { } software
            ? new(Judged(software.JudgedBy), [.. (software.Conditions ?? []).Select(c => new V1.SoftwareCondition(c.Name, c.Installed, Compared(c.Comparison), Version(c.Version)))])
            : null,
        a.PackageConditions is { } packages
            ? new(Judged(packages.JudgedBy), [.. (packages.Conditions ?? []).Select(c => new V1.PackageCondition(c.PackageId, c.Installed, Compared(c.Comparison), Version(c.Version)))])
            : null,
        a.DependsOn, a.Supersedes, a.IconSha256, a.Notes,
        a.BlockingProcesses is { } blocking ? new(blocking.Names ?? [], Blocked(blocking.Then), blocking.WaitMinutes) : null);

    private static V1.WhenBlocked Blocked(WhenBlocked then) => then switch
    {
        WhenBlocked.Wait => V1.WhenBlocked.Wait,
        WhenBlocked.Ask => V1.WhenBlocked.Ask,
        WhenBlocked.Fail => V1.WhenBlocked.Fail,
        _ => throw Unknown(then),
    };

    private static V1.ExternalProgram? Program(ExternalProgram? program, string? productCode) => program is null ? null : new(
        CommandTemplates.Filled(program.Command, productCode)!,
        program.OnError switch
        {
            OnProgramError.Abort => V1.OnProgramError.Abort,
            OnProgramError.Continue => V1.OnProgramError.Continue,
            _ => throw Unknown(program.OnError),
        },
        program.TimeLimitSeconds,
        program.OnTimeOut switch
        {
            OnProgramTimeOut.Fail => V1.OnProgramTimeOut.Fail,
            OnProgramTimeOut.Continue => V1.OnProgramTimeOut.Continue,
            _ => throw Unknown(program.OnTimeOut),
        });

    private static V1.PackageKind Kind(PackageKind kind) => kind switch
    {
        PackageKind.Software => V1.PackageKind.Software,
        PackageKind.Files => V1.PackageKind.Files,
        PackageKind.Update => V1.PackageKind.Update,
        _ => throw Unknown(kind),
    };

    private static V1.RestartBehaviour? Restart(RestartBehaviour? restart) => restart switch
    {
        null => null,
        RestartBehaviour.Never => V1.RestartBehaviour.Never,
        RestartBehaviour.WhenNeeded => V1.RestartBehaviour.WhenNeeded,
        RestartBehaviour.Always => V1.RestartBehaviour.Always,
        _ => throw Unknown(restart.Value),
    };

    private static V1.RunAs? RunsAs(RunAs? account) => account switch
    {
        null => null,
        RunAs.System => V1.RunAs.System,
        RunAs.SessionUser => V1.RunAs.SessionUser,
        _ => throw Unknown(account.Value),
    };

    private static V1.JudgedBy Judged(JudgedBy judged) => judged switch
    {
        JudgedBy.Any => V1.JudgedBy.Any,
        JudgedBy.All => V1.JudgedBy.All,
        _ => throw Unknown(judged),
    };

    private static V1.Comparison? Compared(Comparison? comparison) => comparison switch
    {
        null => null,
        Comparison.Equal => V1.Comparison.Equal,
        Comparison.NotEqual => V1.Comparison.NotEqual,
        Comparison.Less => V1.Comparison.Less,
        Comparison.LessOrEqual => V1.Comparison.LessOrEqual,
        Comparison.Greater => V1.Comparison.Greater,
        Comparison.GreaterOrEqual => V1.Comparison.GreaterOrEqual,
        _ => throw Unknown(comparison.Value),
    };

    private static string? Version(string? version) => string.IsNullOrEmpty(version) ? null : version;

    private static ArgumentOutOfRangeException Unknown(Enum value) => new(nameof(value), value, "No message has such a value.");
}
