using System.Collections.Immutable;
using Distribution.Agent.Journals;
using Distribution.Agent.Software;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Conditions;

/// <summary>Whether an action is for this computer, judged with a fresh inventory right before it begins.</summary>
internal sealed class Applicability(SoftwareDatabases databases, string contentFolder)
{
    /// <param name="packages">What this platform installed here.</param>
    /// <returns>Every reason against it; empty when there is none.</returns>
    public async Task<IReadOnlyList<string>> Unmet(ActionInstruction action, ImmutableDictionary<Guid, InstalledPackage> packages, CancellationToken ct)
    {
        if (action.Settings is not { } settings)
            return [];
        List<string> unmet = [];
        if (settings.SystemConditions is { } system)
            unmet.AddRange(JudgeConditions.Unmet(system, ComputerFacts.Read(system, contentFolder)));
        if (settings.SoftwareConditions is { Conditions.Count: > 0 } software)
        {
            var installed = await databases.All(ct);
            unmet.AddRange(JudgeConditions.Unmet(software, [.. installed.Select(one => new Contracts.Rules.InstalledSoftware(one.Name, one.Version))]));
        }
        unmet.AddRange(JudgeConditions.Unmet(settings.PackageConditions, packages));
        return unmet;
    }
}
