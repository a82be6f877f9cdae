using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>
/// What searches compare of one computer, each text in lower case: the same values whether they lie in the database or were made of
/// <see cref="ComputerFacts"/>, so that both ways of judging compare the same. Software is not among them (<see cref="SoftwareKeys"/>).
/// </summary>
/// <param name="Id">The computer.</param>
/// <param name="Name">As it is written.</param>
/// <param name="Ranges">Numbers of which a computer has several, in their order.</param>
/// <param name="Fields">The operator's own fields.</param>
/// <param name="Keys">Hashes of all that may be asked for by =, in the form of a PostgreSQL array.</param>
public sealed record SearchedComputer(
    Guid Id, string Name, IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, string[]> Lists,
    IReadOnlyDictionary<string, long> Numbers, IReadOnlyDictionary<string, long[]> Ranges, IReadOnlyDictionary<string, string> Fields, string Keys)
{
    private static readonly string[] Enrolled = ["name", "os", "architecture"];

    /// <summary>The values of what is known.</summary>
    internal static SearchedComputer Of(ComputerFacts facts)
    {
        var computer = Of(facts.ComputerId, facts.Name, facts.OperatingSystem, facts.Architecture);
        return (facts.Inventoried is null ? computer : computer.With(facts.Inventoried)).WithUpdates(facts.Updates).WithFields(facts.Assets);
    }

    /// <summary>The values of a computer that enrolled.</summary>
    internal static SearchedComputer Of(Guid id, string name, string operatingSystem, string architecture) =>
        new SearchedComputer(
            id, name, new Dictionary<string, string>(), new Dictionary<string, string[]>(), new Dictionary<string, long>(), new Dictionary<string, long[]>(),
            new Dictionary<string, string>(), "").With(name, operatingSystem, architecture);

    /// <summary>With what it enrolled with.</summary>
    internal SearchedComputer With(string name, string operatingSystem, string architecture) => (this with
    {
        Name = name,
        Texts = Merged(Texts, [("name", name), ("os", operatingSystem), ("architecture", architecture)], Enrolled),
    }).WithKeys();

    /// <summary>With an inventory's facts.</summary>
    internal SearchedComputer With(InventoryFacts facts) => (this with
    {
        Texts = Merged(Texts.Where(text => Enrolled.Contains(text.Key)),
        [
            ("os.name", facts.OperatingSystemName), ("os.version", facts.OperatingSystemVersion), ("domain", facts.Domain), ("user", facts.LoggedOnUser),
            ("manufacturer", facts.Hardware.Manufacturer), ("model", facts.Hardware.Model), ("serial", facts.Hardware.SerialNumber),
            ("processor", facts.Hardware.Processor), ("timezone", facts.TimeZone), ("agent", facts.AgentVersion),
        ], []),
        Lists = new Dictionary<string, string[]>(Lists)
        {
            ["mac"] = [.. facts.Networks.Select(network => network.Mac?.ToLowerInvariant()).OfType<string>().Distinct()],
            ["address"] = [.. facts.Networks.SelectMany(n => n.Addresses).Select(a => SearchOperand.Address(a)?.ToString()).OfType<string>().Distinct()],
        },
        Numbers = new[] { ("cores", facts.Hardware.Cores), ("memory", facts.Hardware.MemoryBytes) }.Where(n => n.Item2 is not null).ToDictionary(n => n.Item1, n => n.Item2!.Value),
        Ranges = facts.Disks.SelectMany(disk => new[] { ("disk.free", disk.FreeBytes), ("disk.total", disk.TotalBytes), (RangeOf("disk.free", disk.Mount), disk.FreeBytes), (RangeOf("disk.total", disk.Mount), disk.TotalBytes) })
            .ToLookup(range => range.Item1, range => range.Item2).ToDictionary(range => range.Key, range => range.Order().ToArray()),
    }).WithKeys();

    /// <summary>With these updates and no other.</summary>
    internal SearchedComputer WithUpdates(IEnumerable<string> updates) =>
        (this with { Lists = new Dictionary<string, string[]>(Lists) { ["update"] = [.. updates.Select(u => u.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)] } }).WithKeys();

    /// <summary>With these fields of the operator's and no other.</summary>
    internal SearchedComputer WithFields(IReadOnlyDictionary<string, string> fields) =>
        (this with { Fields = fields.ToDictionary(field => field.Key.ToLowerInvariant(), field => field.Value.ToLowerInvariant()) }).WithKeys();

    /// <summary>What the range of one disk is called.</summary>
    internal static string RangeOf(string field, string? mount) => mount is null ? field : $"{field} {mount.ToLowerInvariant()}";

    /// <summary>What a field and a text in lower case are called among the keys.</summary>
    internal static long KeyOf(string field, string text) => HashedKey.Of("search", field, text);

    private SearchedComputer WithKeys() => this with
    {
        Keys = HashedKey.ArrayOf(
            Texts.Select(text => KeyOf(text.Key, text.Value))
                .Concat(Lists.SelectMany(list => list.Value.Select(text => KeyOf(list.Key, text))))
                .Concat(Fields.Select(field => KeyOf($"asset {field.Key}", field.Value)))
                .Concat(Lists.GetValueOrDefault("address", []).SelectMany(a => Network.Around(SearchOperand.Address(a)!)).Select(network => KeyOf("network", network)))),
    };

    private static Dictionary<string, string> Merged(
        IEnumerable<KeyValuePair<string, string>> before, IEnumerable<(string Name, string? Text)> texts, IReadOnlyCollection<string> replaced) =>
        before.Where(text => !replaced.Contains(text.Key)).Select(text => (Name: text.Key, Text: (string?)text.Value))
            .Concat(texts.Where(text => !string.IsNullOrEmpty(text.Text)).Select(text => (text.Name, Text: (string?)text.Text!.ToLowerInvariant())))
            .ToDictionary(text => text.Name, text => text.Text!);
}
