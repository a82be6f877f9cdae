using System.Collections.Immutable;
using Distribution.Agent.Journals;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;

namespace Distribution.Agent.Conditions;

/// <summary>Why an action is not for this computer as it is now (domain 1.7, section 5); every answer is in words for the operator, with what was found.</summary>
internal static class JudgeConditions
{
    /// <summary>What the computer itself lacks; empty when it lacks nothing.</summary>
    public static IEnumerable<string> Unmet(SystemConditions wanted, ComputerFacts facts)
    {
        if (wanted.FreeDiskMegabytes is { } free && !(facts.FreeDiskMegabytes >= free))
            yield return $"{free:N0} MB must be free on {wanted.FreeDiskDrive ?? "the disk"}, and {(facts.FreeDiskMegabytes is { } found ? $"{found:N0} MB are" : "there is no such drive")}.";
        if (wanted.MemoryMegabytes is { } memory
            && !VersionComparison.Satisfies(facts.MemoryMegabytes.CompareTo(memory), wanted.MemoryComparison ?? Comparison.GreaterOrEqual))
            yield return $"The memory must be {Sign(wanted.MemoryComparison ?? Comparison.GreaterOrEqual)} {memory:N0} MB, and is {facts.MemoryMegabytes:N0} MB.";
        if (wanted.OperatingSystemVersion is { Length: > 0 } version
            && !VersionComparison.Satisfies(VersionComparison.ByComponents(facts.OperatingSystemVersion, version), wanted.OperatingSystemComparison ?? Comparison.GreaterOrEqual))
            yield return $"The operating system's version must be {Sign(wanted.OperatingSystemComparison ?? Comparison.GreaterOrEqual)} {version}, and is {facts.OperatingSystemVersion}.";
    }

    public static IEnumerable<string> Unmet(SoftwareConditions? wanted, IReadOnlyCollection<InstalledSoftware> installed)
    {
        var judgement = SoftwareJudgement.Of(wanted, installed);
        return judgement.Met
            ? []
            : Told(wanted!.JudgedBy, judgement.Conditions.Where(one => !one.Met).Select(one => Told(
                one.Condition.Name, one.Condition.Installed, one.Condition.Comparison, one.Condition.Version, one.FoundVersions)));
    }

    /// <param name="installed">What this platform installed here, and has not removed again.</param>
    public static IEnumerable<string> Unmet(PackageConditions? wanted, ImmutableDictionary<Guid, InstalledPackage> installed)
    {
        if (wanted is not { Conditions.Count: > 0 })
            return [];
        var unmet = wanted.Conditions.Where(one => !IsMet(one, installed.GetValueOrDefault(one.PackageId))).ToList();
        return (wanted.JudgedBy == JudgedBy.All ? unmet.Count == 0 : unmet.Count < wanted.Conditions.Count)
            ? []
            : Told(wanted.JudgedBy, unmet.Select(one => Told(
                $"Package {one.PackageId:D}", one.Installed, one.Comparison, one.Version, installed.TryGetValue(one.PackageId, out var found) ? [found.Version ?? ""] : [])));
    }

    private static bool IsMet(PackageCondition wanted, InstalledPackage? found) => !wanted.Installed
        ? found is null
        : found is not null && (wanted.Comparison is not { } comparison || string.IsNullOrEmpty(wanted.Version)
            || VersionComparison.Satisfies(VersionComparison.ByComponents(found.Version ?? "", wanted.Version), comparison));

    private static IEnumerable<string> Told(JudgedBy by, IEnumerable<string> unmet) =>
        [.. unmet.Select((text, n) => n == 0 && by == JudgedBy.Any ? $"None of the conditions holds: {text}" : text)];

    private static string Told(string name, bool installed, Comparison? comparison, string? version, IReadOnlyList<string> found)
    {
        var wanted = !installed ? "must not be installed"
            : comparison is { } sign && !string.IsNullOrEmpty(version) ? $"must be installed with a version {Sign(sign)} {version}"
            : "must be installed";
        return $"{name} {wanted}; found: {(found.Count == 0 ? "not installed" : string.Join(", ", found.Select(one => one.Length == 0 ? "no version" : one)))}.";
    }

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "<>",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };
}
