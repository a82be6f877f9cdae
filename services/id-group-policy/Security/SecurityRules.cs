using System.Text;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>Software that must be on a computer (domain 2.7).</summary>
/// <param name="Name">Compared exactly with the installed names.</param>
/// <param name="MinimumVersion">By the rules of section 5; null is any version.</param>
/// <param name="PackageId">The registered package that installs it.</param>
public sealed record MandatorySoftware(string Name, string? MinimumVersion, Guid PackageId);

/// <summary>Software that must not be on a computer (domain 2.7).</summary>
/// <param name="Name">Compared exactly with the installed names.</param>
/// <param name="Comparison">With <paramref name="Version"/>: only those versions are prohibited; null is every one.</param>
/// <param name="UninstallCommand">How it is removed, where the platform's own way will not do.</param>
public sealed record ProhibitedSoftware(string Name, string? UninstallCommand, Comparison? Comparison = null, string? Version = null);

/// <summary>An update that must be on a computer.</summary>
/// <param name="DocumentNumber">Such as KB2536276-v2; a later version of the same number does as well.</param>
/// <param name="PackageId">The registered package that brings it; null is judged, but brought by nobody.</param>
public sealed record RequiredUpdate(string DocumentNumber, Guid? PackageId);

/// <summary>What a security policy asks of computers, and which of it is enforced automatically.</summary>
public sealed record SecurityRules(
    IReadOnlyList<MandatorySoftware> Mandatory, IReadOnlyList<ProhibitedSoftware> Prohibited, IReadOnlyList<RequiredUpdate> Updates,
    bool EnforcesMandatory, bool EnforcesProhibited, bool EnforcesUpdates)
{
    /// <summary>Most entries of each kind (domain 2.7: about a hundred are expected).</summary>
    public const int MostEntries = 200;

    /// <summary>Whether a part is enforced automatically.</summary>
    public bool Enforces(Enforcement part) => part switch
    {
        Enforcement.MandatorySoftware => EnforcesMandatory,
        Enforcement.ProhibitedSoftware => EnforcesProhibited,
        _ => EnforcesUpdates,
    };

    /// <summary>The packages that it installs.</summary>
    public IEnumerable<Guid> Packages() => Mandatory.Select(m => m.PackageId).Concat(Updates.Select(u => u.PackageId).OfType<Guid>()).Distinct();

    /// <summary>The software and updates that it asks for.</summary>
    public IEnumerable<string> Names() =>
        Mandatory.Select(m => m.Name).Concat(Prohibited.Select(p => p.Name)).Concat(Updates.Select(u => u.DocumentNumber));

    /// <summary>Equal for equal rules.</summary>
    public string Text() => System.Text.Json.JsonSerializer.Serialize(this);

    /// <summary>What is wrong with them, by field; empty when they may stand.</summary>
    public IEnumerable<(string Field, string Fault)> Faults()
    {
        foreach (var (field, names) in new[] { ("mandatory", Mandatory?.Select(m => m?.Name)), ("prohibited", Prohibited?.Select(p => p?.Name)), ("updates", Updates?.Select(u => u?.DocumentNumber)) })
        {
            if (names?.ToList() is not { Count: <= MostEntries } all)
                yield return (field, $"a list of at most {MostEntries} entries must be given");
            else if (all.Exists(name => string.IsNullOrEmpty(name) || Encoding.UTF8.GetByteCount(name) > SoftwareJudgement.LongestName))
                yield return (field, $"each entry needs a name of at most {SoftwareJudgement.LongestName} bytes of UTF-8");
            else if (all.Distinct().Count() < all.Count)
                yield return (field, "an entry is given twice");
            else if (field == "updates" && all.Exists(number => DocumentNumber.Read(number!) is null))
                yield return (field, "each update needs a document number: KB, digits and perhaps -v with a whole number from 1");
        }

        if (Mandatory?.Any(m => m?.PackageId == Guid.Empty) == true)
            yield return ("mandatory", "each entry needs the package that installs it");
        if (Prohibited?.Any(p => p is { Comparison: not null, Version: null or "" } || p?.UninstallCommand is { Length: 0 or > 4_096 }) == true)
            yield return ("prohibited", "a comparison needs a version, and an uninstall command has 1 to 4096 characters");
        if (Mandatory?.Any(m => Prohibited?.Any(p => p?.Name == m?.Name && p?.Comparison is null) == true) == true)
            yield return ("prohibited", "what is mandatory cannot be prohibited");
    }
}

/// <summary>One thing in which a computer does not meet a security policy.</summary>
/// <param name="Subject">The software's name, or the update's document number.</param>
public sealed record Violation(Enforcement Part, string Subject);

/// <summary>What would end a violation.</summary>
/// <param name="Mark">Another one when the rule or its package is another.</param>
public sealed record Remedy(Violation Violation, Guid? PackageId, string? UninstallCommand, string Mark);
