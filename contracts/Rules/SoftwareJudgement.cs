using System.Text;
using Distribution.Contracts.Packages.V1;

namespace Distribution.Contracts.Rules;

/// <summary>One piece of software as a computer's inventory names it; the version is null or empty when the platform keeps none.</summary>
public sealed record InstalledSoftware(string Name, string? Version);

/// <summary>One condition and what was found of its target: "not installed" is an empty list, a missing version an empty text.</summary>
public sealed record JudgedCondition(SoftwareCondition Condition, bool Met, IReadOnlyList<string> FoundVersions);

/// <summary>
/// Whether software may go onto a computer by its software conditions (domain, section 5). The agent judges with a fresh inventory
/// immediately before installing, the preview with the known one; both by this function.
/// </summary>
/// <param name="Met">Whether they hold, joined as they say; none at all always hold.</param>
/// <param name="Conditions">Each condition in its order.</param>
public sealed record SoftwareJudgement(bool Met, IReadOnlyList<JudgedCondition> Conditions)
{
    /// <summary>Most conditions of one package (domain 5.1).</summary>
    public const int MostConditions = 100;

    /// <summary>Longest name, in bytes of UTF-8 (domain 5.1).</summary>
    public const int LongestName = 2_048;

    /// <summary>Judges; null is no condition. Pure.</summary>
    public static SoftwareJudgement Of(SoftwareConditions? wanted, IReadOnlyCollection<InstalledSoftware> installed)
    {
        if (wanted is not { Conditions.Count: > 0 })
            return new(true, []);
        JudgedCondition[] judged = [.. wanted.Conditions.Select(condition => Judge(condition, installed))];
        return new(wanted.JudgedBy == JudgedBy.All ? judged.All(c => c.Met) : judged.Any(c => c.Met), judged);
    }

    /// <summary>What is wrong with conditions that an operator gave, each a sentence; empty when they may stand (domain 5.6).</summary>
    public static IReadOnlyList<string> FaultsOf(SoftwareConditions wanted) =>
    [
        .. wanted.Conditions.Count > MostConditions ? [$"At most {MostConditions} software conditions may be given."] : Array.Empty<string>(),
        .. wanted.Conditions.SelectMany(FaultsOf).Distinct(),
    ];

    private static IEnumerable<string> FaultsOf(SoftwareCondition c)
    {
        if (string.IsNullOrEmpty(c.Name))
            yield return "A software condition needs a name.";
        else if (Encoding.UTF8.GetByteCount(c.Name) > LongestName)
            yield return $"The name of a software condition has at most {LongestName} bytes of UTF-8.";
        if (c.Comparison is not null && string.IsNullOrEmpty(c.Version))
            yield return $"The condition on {c.Name} compares, but names no version.";
        if (c.Name is not { Length: > 2 } || !c.Name.StartsWith("KB", StringComparison.Ordinal) || !char.IsAsciiDigit(c.Name[2]))
            yield break;
        if (c.Name.Contains("-v", StringComparison.Ordinal) && DocumentNumber.Read(c.Name) is null)
            yield return $"{c.Name} is no document number: KB, digits and perhaps -v with a whole number from 1.";
        else if (DocumentNumber.Read(c.Name) is not null && c is { Comparison: not null, Version.Length: > 0 } && DocumentNumber.VersionOf(c.Version) is null)
            yield return $"{c.Version} is no version of a document: a whole number from 1.";
    }

    private static JudgedCondition Judge(SoftwareCondition condition, IReadOnlyCollection<InstalledSoftware> installed) =>
        DocumentNumber.Read(condition.Name) is { } document ? Judge(condition, document, installed) : JudgeName(condition, installed);

    // Exactly the name: ordinal, case and blanks included (domain, section 10).
    private static JudgedCondition JudgeName(SoftwareCondition condition, IEnumerable<InstalledSoftware> installed)
    {
        string[] found = [.. installed.Where(software => string.Equals(software.Name, condition.Name, StringComparison.Ordinal)).Select(software => software.Version ?? "")];
        return new(condition, condition.Installed ? found.Any(version => Satisfies(condition, version)) : found.Length == 0, found);
    }

    // One of several entries of a name is enough; an entry without a version satisfies no comparison (domain 5.1, 5.3).
    private static bool Satisfies(SoftwareCondition condition, string version) =>
        condition.Comparison is not { } comparison || string.IsNullOrEmpty(condition.Version)
        || (version.Length > 0 && VersionComparison.Satisfies(VersionComparison.Compare(condition.Name, version, condition.Version), comparison));

    // A document is there when its number and version are; with a comparison, the versions of its number are compared.
    private static JudgedCondition Judge(SoftwareCondition condition, DocumentNumber wanted, IEnumerable<InstalledSoftware> installed)
    {
        int[] found = [.. installed.Select(software => DocumentNumber.Read(software.Name)).Where(d => d?.Number == wanted.Number).Select(d => d!.Version)];
        var met = !condition.Installed ? !found.Contains(wanted.Version)
            : condition.Comparison is { } comparison && DocumentNumber.VersionOf(condition.Version ?? "") is { } version
                ? found.Any(v => VersionComparison.Satisfies(v.CompareTo(version), comparison))
                : found.Contains(wanted.Version);
        return new(condition, met, [.. found.Select(v => $"v{v}")]);
    }
}
