using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Software;

/// <summary>Asks the platform whether what an action wanted is so.</summary>
internal sealed class SoftwareTruth(SoftwareDatabases databases)
{
    /// <param name="installer">The content, or the installer inside it; null when there is none.</param>
    /// <returns>Null when the platform cannot say.</returns>
    public async Task<bool?> IsDone(ActionInstruction action, string? installer, CancellationToken ct)
    {
        if (action.Kind == ActionKind.Uninstall)
            return await IsGone(action, ct);
        if (action.Kind != ActionKind.Install || installer is null || databases.Of(installer) is not { } database
            || await Wanted(action, database, installer, ct) is not var (name, version))
            return null;
        return await database.Find(name, ct) is { } installed && (version is null || database.IsVersion(installed.Version, version));
    }

    /// <summary>Whether the software that an action removes is not there; null when that cannot be known.</summary>
    public async Task<bool?> IsGone(ActionInstruction action, CancellationToken ct)
    {
        if (SoftwareDatabases.NameIn(action) is not { } name || await databases.Find(name, ct) is not var (_, software))
            return null;
        return software is not null ? false : IsKeptByPlatform(action) ? true : null;
    }

    /// <summary>In words for the operator, why a success is none.</summary>
    public async Task<string> Describe(ActionInstruction action, string? installer, CancellationToken ct)
    {
        if (action.Kind == ActionKind.Uninstall)
        {
            var (holder, _) = (await databases.Find(SoftwareDatabases.NameIn(action)!, ct))!.Value;
            return $"The command succeeded, but {holder.Name} still has {SoftwareDatabases.NameIn(action)} installed.";
        }
        var database = databases.Of(installer!)!;
        var (name, version) = (await Wanted(action, database, installer!, ct))!.Value;
        var installed = await database.Find(name, ct);
        return $"The command succeeded, but {database.Name} has {(installed is null ? "no" : installed.Version + " of")} {name} installed{(version is null ? "" : $", not {version}")}.";
    }

    /// <summary>Why an installation would take the computer back to an older version; null when it would not, or when the command asks for that.</summary>
    public async Task<string?> Downgrade(ActionInstruction action, string? installer, CancellationToken ct)
    {
        if (action.Kind != ActionKind.Install || installer is null || databases.Of(installer) is not { } database
            || action.Command?.Contains("downgrade", StringComparison.OrdinalIgnoreCase) == true
            || await database.ContentOf(installer, ct) is not var (name, version)
            || await database.Find(name, ct) is not { } installed)
            return null;
        return await database.IsNewer(installed.Version, version, ct)
            ? $"{name} {installed.Version} is installed, which is newer than {version}; nothing is taken back to an older version."
            : null;
    }

    // A script of the operator's own may remove what no database of Linux ever heard of.
    private static bool IsKeptByPlatform(ActionInstruction action) =>
        OperatingSystem.IsWindows() || string.IsNullOrWhiteSpace(action.Command) || action.Command.TrimStart().Split(' ')[0] is "dpkg" or "rpm" or "apt-get";

    // What the operator wrote comes first; what he left open is read from the package itself.
    private static async Task<(string Name, string? Version)?> Wanted(ActionInstruction action, SoftwareDatabase database, string installer, CancellationToken ct)
    {
        var content = await database.ContentOf(installer, ct);
        var name = SoftwareDatabases.NameIn(action) ?? content?.Name;
        var version = string.IsNullOrEmpty(action.SoftwareVersion) ? content?.Version : action.SoftwareVersion;
        return name is null || (content is null && version is null && action.Settings?.ProductCode is null) ? null : (name, version);
    }
}
