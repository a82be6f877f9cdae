using Distribution.Agent.Processes;
using Distribution.Agent.Software;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>
/// What was installed before an upgrade, put back when the upgrade fails (domain 1.7). It takes the older package itself, so it works for
/// packages of Linux whose older version is still in the cache; Windows Installer rolls back by itself.
/// </summary>
internal sealed class PreviousVersion(ContentCache cache, SoftwareDatabases databases)
{
    private const string FileName = "previous";

    /// <summary>Notes in the work folder where the installed version's own package lies.</summary>
    public async Task Remember(ActionInstruction action, string? installer, WorkFolder work, CancellationToken ct)
    {
        if (action.Kind != ActionKind.Install || installer is null || databases.Of(installer) is not { } database || database.Restorer(installer) is null
            || await database.ContentOf(installer, ct) is not var (name, version)
            || await database.Find(name, ct) is not { } installed || database.IsVersion(installed.Version, version))
            return;
        foreach (var file in cache.Files())
        {
            if (await database.ContentOf(file, ct) is var (other, older) && other == name && database.IsVersion(installed.Version, older))
            {
                await File.WriteAllLinesAsync(Path.Combine(work.Location, FileName), [file, name, installed.Version], ct);
                return;
            }
        }
    }

    /// <summary>The command that puts the older version back, with its name; null when there is none or it is still there.</summary>
    public async Task<(IReadOnlyList<string> Command, string Name)?> Restorer(string? installer, WorkFolder work, CancellationToken ct)
    {
        var note = Path.Combine(work.Location, FileName);
        if (installer is null || !File.Exists(note) || databases.Of(installer) is not { } database)
            return null;
        if (await File.ReadAllLinesAsync(note, ct) is not [var file, var name, var version] || !File.Exists(file))
            return null;
        var isStillThere = await database.Find(name, ct) is { } installed && installed.Version == version;
        return isStillThere ? null : (database.Restorer(file)!, $"{name} {version}");
    }
}
