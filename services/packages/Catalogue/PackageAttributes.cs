namespace Distribution.Packages.Catalogue;

/// <summary>What a package is (domain 1.1).</summary>
public enum PackageKind
{
    Software,
    Files,
    Update,
}

/// <summary>Everything that describes a package; what belongs to the content (file name, hash, size, kind) never changes (domain 1.5).</summary>
public sealed record PackageAttributes(
    string Name,
    string SoftwareVersion,
    PackageKind Kind,
    string FileName,
    string ContentSha256,
    long ContentSize,
    string? InstallCommand,
    string? UninstallCommand,
    string? SoftwareName,
    string? DestinationFolder,
    int TimeLimitSeconds) : PackageDetails
{
    /// <summary>One hour: long enough for any installer that works, short enough that a hung one is noticed the same day.</summary>
    public const int DefaultTimeLimitSeconds = 3600;

    /// <summary>Takes over what is said; what is empty takes an attribute away, what is null leaves it.</summary>
    public PackageAttributes Taking(PackageDetails said) => this with
    {
        Publisher = Taken(Publisher, said.Publisher),
        Description = Taken(Description, said.Description),
        Folder = Taken(Folder, said.Folder),
        OperatingSystems = Taken(OperatingSystems, said.OperatingSystems),
        Architectures = Taken(Architectures, said.Architectures),
        InnerPath = Taken(InnerPath, said.InnerPath?.Replace('\\', '/')),
        ProductCode = Taken(ProductCode, said.ProductCode?.ToUpperInvariant()),
        UpgradeCode = Taken(UpgradeCode, said.UpgradeCode?.ToUpperInvariant()),
        ExitCodes = Taken(ExitCodes, said.ExitCodes, new ExitCodeTable()),
        WorkingDirectory = Taken(WorkingDirectory, said.WorkingDirectory),
        Environment = said.Environment is null ? Environment : said.Environment.Count == 0 ? null : said.Environment,
        Restart = said.Restart ?? Restart,
        RunAs = said.RunAs ?? RunAs,
        ExternalPrograms = Taken(ExternalPrograms, said.ExternalPrograms, new ExternalPrograms()),
        SystemConditions = Taken(SystemConditions, said.SystemConditions, new SystemConditions()),
        SoftwareConditions = said.SoftwareConditions is { Conditions: null or { Count: 0 } } ? null : said.SoftwareConditions ?? SoftwareConditions,
        PackageConditions = said.PackageConditions is { Conditions: null or { Count: 0 } } ? null : said.PackageConditions ?? PackageConditions,
        BlockingProcesses = said.BlockingProcesses is { Names: null or { Count: 0 } } ? null : said.BlockingProcesses ?? BlockingProcesses,
        DependsOn = Taken(DependsOn, said.DependsOn),
        Supersedes = Taken(Supersedes, said.Supersedes),
        IconSha256 = Taken(IconSha256, said.IconSha256),
        Notes = Taken(Notes, said.Notes),
    };

    /// <summary>The same for one text.</summary>
    internal static string? Taken(string? old, string? said) => said switch { null => old, "" => null, _ => said };

    private static IReadOnlyList<T>? Taken<T>(IReadOnlyList<T>? old, IReadOnlyList<T>? said) => said switch { null => old, [] => null, _ => said };

    private static T? Taken<T>(T? old, T? said, T empty)
        where T : class => said is null ? old : said.Equals(empty) ? null : said;
}
