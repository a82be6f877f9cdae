using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>Judges computers by the rules of a security policy. Pure.</summary>
public static class SecurityJudge
{
    /// <summary>In what a computer does not meet the rules, in their order; null when its inventory is unknown, so that nothing can be said.</summary>
    public static IReadOnlyList<Violation>? Violations(SecurityRules rules, ComputerFacts computer)
    {
        if (computer.Inventoried is null)
            return null;
        var installed = computer.Software.Select(s => new InstalledSoftware(s.Name, s.Version)).ToLookup(s => s.Name, StringComparer.Ordinal);
        var updates = computer.Updates.Concat(computer.Software.Select(s => s.Name)).Select(DocumentNumber.Read).OfType<DocumentNumber>().ToLookup(d => d.Number, d => d.Version);
        return
        [
            .. rules.Mandatory.Where(m => !Has(installed[m.Name], m.Name, m.MinimumVersion is null ? null : Comparison.GreaterOrEqual, m.MinimumVersion))
                .Select(m => new Violation(Enforcement.MandatorySoftware, m.Name)),
            .. rules.Prohibited.Where(p => Has(installed[p.Name], p.Name, p.Comparison, p.Version))
                .Select(p => new Violation(Enforcement.ProhibitedSoftware, p.Name)),
            .. rules.Updates.Where(u => DocumentNumber.Read(u.DocumentNumber) is { } wanted && !updates[wanted.Number].Any(version => version >= wanted.Version))
                .Select(u => new Violation(Enforcement.MissingUpdates, u.DocumentNumber)),
        ];
    }

    /// <summary>What ends a violation automatically; null when that part is not enforced, or nothing is known that would end it.</summary>
    /// <param name="packages">The registered packages, with the version of each.</param>
    public static Remedy? RemedyOf(SecurityRules rules, Violation violation, IReadOnlyDictionary<Guid, long> packages)
    {
        if (!rules.Enforces(violation.Part))
            return null;
        if (violation.Part == Enforcement.ProhibitedSoftware)
        {
            return rules.Prohibited.FirstOrDefault(p => p.Name == violation.Subject) is { } prohibited
                ? new(violation, null, prohibited.UninstallCommand, Marked(prohibited.ToString(), null))
                : null;
        }

        var (rule, package) = violation.Part == Enforcement.MandatorySoftware
            ? rules.Mandatory.Where(m => m.Name == violation.Subject).Select(m => (m.ToString(), (Guid?)m.PackageId)).FirstOrDefault()
            : rules.Updates.Where(u => u.DocumentNumber == violation.Subject).Select(u => (u.ToString(), u.PackageId)).FirstOrDefault();
        return package is { } id && packages.TryGetValue(id, out var version) ? new(violation, id, null, Marked(rule!, version)) : null;
    }

    private static string Marked(string rule, long? packageVersion) => DeterministicId.Of("remedy", rule, $"{packageVersion}").ToString("N");

    private static bool Has(IEnumerable<InstalledSoftware> installed, string name, Comparison? comparison, string? version) =>
        SoftwareJudgement.Of(new(JudgedBy.All, [new(name, true, comparison, version)]), [.. installed]).Met;
}
