using System.Globalization;
using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Search;

namespace Distribution.IdGroupPolicy.Tests.Search;

/// <summary>Searches and computers at random, out of few words, so that many fit.</summary>
internal sealed class SomeSearches(Random chance)
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["desk-1", "Desk-1", "a%b", "a_b", "a\\b", "\"", "ÄÖ", "İx", "😀", "x😀y", "Firefox", "fire", "*", "d*1", "?", "desk-?", "a*", "corp", ""];
    private static readonly string[] Versions = ["1", "1.0", "1.1", "2", "10", "1-2", "a", "128.0.1"];
    private static readonly string[] Addresses = ["10.1.2.3", "10.1.2.4", "10.2.0.1", "192.168.0.1", "fe80::1", "fe80::2:1", "::1", "::ffff:10.1.2.3"];
    private static readonly int[] Prefixes = [0, 8, 12, 16, 24, 31, 32];

    public static readonly Guid[] Groups = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, new byte[8]))];

    /// <summary>The names of the groups.</summary>
    public static IReadOnlyDictionary<Guid, string> GroupNames { get; } =
        new Dictionary<Guid, string> { [Groups[0]] = "Finance", [Groups[1]] = "finance", [Groups[2]] = "desk-1", [Groups[3]] = "a%b" };

    public SearchCondition Condition(int depth) => depth == 0 ? Compare() : chance.Next(5) switch
    {
        0 or 1 => new Both(Condition(chance.Next(depth)), Condition(chance.Next(depth))),
        2 => new Either(Condition(chance.Next(depth)), Condition(chance.Next(depth))),
        3 => new Not(Condition(chance.Next(depth))),
        _ => Compare(),
    };

    public ComputerFacts Computer(int number)
    {
        InventoryFacts? facts = chance.Next(10) == 0 ? null : new(
            new HardwareFacts(Maybe(Word), Maybe(Word), null, Maybe(Word), chance.Next(3), chance.Next(4) == 0 ? null : chance.Next(4) << 10),
            Maybe(Word), Maybe(Version), "x64",
            [.. Some(2, i => new DiskFacts(i == 0 ? "C:" : "/", chance.Next(3), chance.Next(3)))],
            [.. Some(2, i => new NetworkFacts($"eth{i}", Maybe(Word), [.. Some(2, _ => One(Addresses))]))],
            Maybe(Word), "Europe/Berlin", Maybe(Word), Maybe(Version));
        var at = chance.Next(3) == 0 ? (DateTimeOffset?)null : Now.AddMinutes(-chance.Next(60));
        return new(
            new Guid(number, 1, 0, new byte[8]), Word() is { Length: > 0 } name ? name : "x", chance.Next(2) == 0 ? "linux" : "windows", "x64", null, facts,
            [.. Some(4, _ => new SoftwareItem(Word() is { Length: > 0 } software ? software : "x", chance.Next(8) == 0 ? "" : Version()))],
            [.. Some(2, _ => Word()).Where(update => update.Length > 0)],
            Some(3, _ => One(["department", "Location", "own"])).Distinct().ToDictionary(field => field, _ => Word() is { Length: > 0 } text ? text : "x"),
            [.. Some(2, _ => One(Groups)).Distinct()], at, at is { } seen && Now - seen < TimeSpan.FromMinutes(25));
    }

    /// <summary>Pieces of searches in no order.</summary>
    public string Noise() => string.Concat(Some(12, _ => One(
    [
        "os", "software.version", "(", ")", " ", "=", "!=", "<", "\"", "\\", "and", " or ", " not ", "1", "GB", "\0", "\ud800", "é", "disk.free", "!", "~", "contains", ",", "\n",
    ])));

    /// <summary>A search with a character taken out, doubled or put in.</summary>
    public string Broken(string text)
    {
        var at = chance.Next(text.Length);
        return chance.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, text[at].ToString()),
            _ => text.Insert(at, ((char)chance.Next(1, 0x250)).ToString()),
        };
    }

    private Compare Compare()
    {
        var field = SearchField.All[chance.Next(SearchField.All.Count)];
        var argument = field.Argument == false || (field.Argument is null && chance.Next(2) == 0) ? null
            : field.Kind == FieldKind.Numbers ? One(["c:", "C:", "/", "D:"]) : field.Kind == FieldKind.Asset ? One(["Own", "department", "none"]) : Word();
        return new(field, argument, One([.. field.Operators]), field.Kind switch
        {
            FieldKind.Number or FieldKind.Numbers => One(["0", "1", "2", "1KB", "1.5kb"]),
            FieldKind.Version or FieldKind.SoftwareVersion => Version(),
            FieldKind.Moment => One(["10m", "30m", "2026-03-01T11:30Z", "1h"]),
            FieldKind.Flag => One(["yes", "no"]),
            FieldKind.Address => chance.Next(2) == 0 ? One(Addresses) : $"{One(Addresses[..4])}/{One([.. Prefixes.Select(p => p.ToString(CultureInfo.InvariantCulture))])}",
            FieldKind.Group => One([.. GroupNames.Values, "f*"]),
            _ => field.Name == "os" ? One(["linux", "WINDOWS"]) : Word(),
        });
    }

    private string Word() => One(Words);

    private string Version() => One(Versions);

    private string? Maybe(Func<string> text) => chance.Next(4) == 0 ? null : text();

    private List<T> Some<T>(int most, Func<int, T> make) => [.. Enumerable.Range(0, chance.Next(most + 1)).Select(make)];

    private T One<T>(IReadOnlyList<T> of) => of[chance.Next(of.Count)];
}
