using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Software;

/// <summary>What this computer, or a root folder that stands for one, has to say about installed software.</summary>
internal sealed class SoftwareDatabases(string? root)
{
    private readonly SoftwareDatabase? dpkg = OperatingSystem.IsLinux() && Dpkg.IsInstalledHere ? new Dpkg(root) : null;
    private readonly SoftwareDatabase? rpm = OperatingSystem.IsLinux() && Rpm.IsInstalledHere ? new Rpm(root) : null;
    private readonly SoftwareDatabase? registry = OperatingSystem.IsWindows() ? new UninstallRegistry() : null;
    private readonly SoftwareDatabase? receipts = OperatingSystem.IsMacOS() ? new Receipts() : null;

    private IEnumerable<SoftwareDatabase> Here => new[] { dpkg, rpm, registry, receipts }.OfType<SoftwareDatabase>();

    /// <summary>The database that keeps what an installer installs; null when nobody keeps it.</summary>
    public SoftwareDatabase? Of(string installer) => Path.GetExtension(installer).ToLowerInvariant() switch
    {
        ".deb" => dpkg,
        ".rpm" => rpm,
        ".pkg" => receipts,
        _ => registry,
    };

    /// <summary>The database and the entry that an action is about; the entry is null when nothing is installed.</summary>
    public async Task<(SoftwareDatabase Database, SoftwareEntry? Software)?> Find(string nameOrCode, CancellationToken ct)
    {
        foreach (var database in Here)
        {
            if (await database.Find(nameOrCode, ct) is { } software)
                return (database, software);
        }
        return Here.FirstOrDefault() is { } first ? (first, null) : null;
    }

    /// <summary>Everything that is installed, read anew.</summary>
    public async Task<IReadOnlyList<SoftwareEntry>> All(CancellationToken ct)
    {
        List<SoftwareEntry> all = [];
        foreach (var database in Here)
            all.AddRange(await database.All(ct));
        return all;
    }

    /// <summary>What an action names: the product code, which cannot be mistaken, before the name.</summary>
    public static string? NameIn(ActionInstruction action) => action switch
    {
        { Settings.ProductCode: { Length: > 0 } code } when OperatingSystem.IsWindows() => code,
        { SoftwareName: { Length: > 0 } name } => name,
        { Settings.ProductCode: { Length: > 0 } code } => code,
        _ => null,
    };
}
