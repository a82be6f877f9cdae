using System.IO.Enumeration;
using System.Net;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>
/// All policies, made ready once to judge any number of computers. Pure: one computer and the policies give the groups. A computer's
/// software and addresses are looked up and read once for all policies, so that five hundred cost little more than one.
/// </summary>
public sealed class PolicyJudge
{
    private readonly IReadOnlyList<Compiled> _policies;

    public PolicyJudge(IEnumerable<Policy> policies) => _policies = [.. policies.Where(p => p.RemovedAt is null).Select(p => new Compiled(p))];

    /// <summary>Whether there is no policy.</summary>
    public bool IsEmpty => _policies.Count == 0;

    /// <summary>The software that any policy asks for, which has to be read.</summary>
    internal SoftwareNames Software => field ??= SoftwareNames.Of(_policies.SelectMany(p => p.Software));

    /// <summary>The ID groups whose policies catch a computer, each once.</summary>
    public IReadOnlyCollection<Guid> GroupsOf(ComputerFacts computer)
    {
        var (subject, groups) = (new Subject(computer), new HashSet<Guid>());
        foreach (var policy in _policies)
        {
            if (!groups.Contains(policy.GroupId) && policy.Catches(subject))
                groups.Add(policy.GroupId);
        }

        return groups;
    }

    /// <summary>A computer, with what several policies ask for read at the first question.</summary>
    private sealed class Subject(ComputerFacts facts)
    {
        private List<IPAddress>? _addresses;
        private ILookup<string, InstalledSoftware>? _installed;

        public ComputerFacts Facts => facts;

        public List<IPAddress> Addresses => _addresses ??=
        [
            .. (facts.Inventoried?.Networks ?? []).SelectMany(network => network.Addresses)
                .Select(text => IPAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>(),
        ];

        public IReadOnlyList<InstalledSoftware> Installed(string name) => [.. (_installed ??= ByKey())[KeyOf(name)]];

        private ILookup<string, InstalledSoftware> ByKey() => facts.Software.Select(s => new InstalledSoftware(s.Name, s.Version))
            .Concat(facts.Updates.Select(number => new InstalledSoftware(number, null)))
            .ToLookup(s => KeyOf(s.Name), StringComparer.Ordinal);

        // Documents are compared by their number, all other software by its exact name (domain 5.1).
        private static string KeyOf(string name) => DocumentNumber.Read(name)?.Number ?? name;
    }

    /// <summary>One policy, read once.</summary>
    private sealed class Compiled(Policy policy)
    {
        private readonly PolicyCondition _condition = policy.Condition;
        private readonly IPNetwork[]? _ranges = policy.Condition.AddressRanges is { Count: > 0 } ranges
            ? [.. ranges.Select(text => AddressRange.TryParse(text, out var range) ? range : null).OfType<IPNetwork>()]
            : null;

        private readonly SoftwareConditions[] _software =
            [.. (policy.Condition.Software?.Conditions ?? []).Select(one => new SoftwareConditions(JudgedBy.All, [one]))];

        public Guid GroupId => policy.GroupId;

        public IEnumerable<string> Software => _software.Select(one => one.Conditions[0].Name);

        // The cheap questions come first; most policies end there for most computers.
        public bool Catches(Subject subject)
        {
            var facts = subject.Facts;
            return (_condition.OperatingSystem is null || _condition.OperatingSystem == facts.OperatingSystem)
                && (_condition.Architecture is null || _condition.Architecture == facts.Architecture)
                && (!facts.IsRelay || _condition.IncludesRelays == true)
                && Matches(_condition.NamePattern, facts.Name)
                && Matches(_condition.Domain, facts.Inventoried?.Domain)
                && (_ranges is null || Array.Exists(_ranges, range => subject.Addresses.Exists(range.Contains)))
                && (_condition.Assets ?? []).All(asset => Matches(asset.Pattern, AssetOf(facts, asset.Field)))
                && Meets(facts)
                && (_software.Length == 0 || MeetsSoftware(subject));
        }

        private bool Meets(ComputerFacts facts)
        {
            if (_condition.Hardware is not { } wanted || wanted == new HardwareCondition())
                return true;
            return facts.Inventoried is { Hardware: { } machine, Disks: var disks }
                && !(machine.MemoryBytes is null ? wanted.MemoryAtLeastBytes is not null : machine.MemoryBytes < wanted.MemoryAtLeastBytes)
                && !(machine.MemoryBytes is null ? wanted.MemoryBelowBytes is not null : machine.MemoryBytes >= wanted.MemoryBelowBytes)
                && (wanted.CoresAtLeast is null || machine.Cores >= wanted.CoresAtLeast)
                && (wanted.DiskAtLeastBytes is null || disks.Any(disk => disk.TotalBytes >= wanted.DiskAtLeastBytes))
                && Matches(wanted.Manufacturer, machine.Manufacturer)
                && Matches(wanted.Model, machine.Model);
        }

        // 'Not installed' must not hold of a computer that has not yet said what is installed.
        private bool MeetsSoftware(Subject subject) =>
            subject.Facts.Inventoried is not null
            && (_condition.Software!.JudgedBy == JudgedBy.All
                ? Array.TrueForAll(_software, one => Holds(one, subject))
                : Array.Exists(_software, one => Holds(one, subject)));

        private static bool Holds(SoftwareConditions one, Subject subject) =>
            SoftwareJudgement.Of(one, subject.Installed(one.Conditions[0].Name)).Met;

        private static string AssetOf(ComputerFacts facts, string field) =>
            facts.Assets.FirstOrDefault(asset => string.Equals(asset.Key, field, StringComparison.OrdinalIgnoreCase)).Value ?? "";

        private static bool Matches(string? pattern, string? value) =>
            pattern is null || (value is not null && (value.Length == 0
                ? pattern.Trim('*').Length == 0             // the expression matcher says that nothing matches an empty text
                : FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: true)));
    }
}
