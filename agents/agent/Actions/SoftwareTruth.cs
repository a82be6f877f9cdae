using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>Asks the platform whether what an action wanted is so. Only dpkg can be asked so far; elsewhere nobody knows.</summary>
internal sealed class SoftwareTruth(string? root)
{
    private readonly Dpkg dpkg = new(root);

    /// <returns>Null when the platform cannot say.</returns>
    public async Task<bool?> IsDone(ActionInstruction action, ContentCache cache, CancellationToken ct)
    {
        if (!ActionCommand.IsDpkg(action))
            return null;
        if (action.Kind == ActionKind.Uninstall)
            return await dpkg.InstalledVersion(action.SoftwareName!, ct) is null;
        if (await Wanted(action, cache, ct) is not { } wanted)
            return null;
        return await dpkg.InstalledVersion(wanted.Name, ct) is { } installed && Dpkg.IsVersion(installed, wanted.Version);
    }

    /// <summary>In words for the operator, why a success is none.</summary>
    public async Task<string> Describe(ActionInstruction action, ContentCache cache, CancellationToken ct)
    {
        if (action.Kind == ActionKind.Uninstall)
            return $"The command succeeded, but dpkg still has {action.SoftwareName} installed.";
        var wanted = await Wanted(action, cache, ct);
        var installed = wanted is null ? null : await dpkg.InstalledVersion(wanted.Value.Name, ct);
        return $"The command succeeded, but dpkg has {(installed is null ? "no" : installed + " of")} {wanted?.Name} installed, not {wanted?.Version}.";
    }

    // What the operator wrote comes first; what he left open is read from the package itself.
    private static async Task<(string Name, string Version)?> Wanted(ActionInstruction action, ContentCache cache, CancellationToken ct)
    {
        var content = await Dpkg.ContentOf(cache.PathOf(action.Content!.Sha256), ct);
        var name = string.IsNullOrEmpty(action.SoftwareName) ? content?.Name : action.SoftwareName;
        var version = string.IsNullOrEmpty(action.SoftwareVersion) ? content?.Version : action.SoftwareVersion;
        return name is null || version is null ? null : (name, version);
    }
}
