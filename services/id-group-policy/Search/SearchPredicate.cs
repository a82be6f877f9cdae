using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>Judges one computer by a condition, without the database. Pure.</summary>
/// <param name="now">What 'how long ago' counts from.</param>
/// <param name="groups">The names of the ID groups.</param>
internal sealed class SearchPredicate(SearchCondition condition, DateTimeOffset now, IReadOnlyDictionary<Guid, string>? groups = null)
{
    /// <summary>Whether the condition holds for a computer.</summary>
    public bool Holds(ComputerFacts facts) => Holds(condition, facts, SearchedComputer.Of(facts));

    /// <summary>The same with the values that were made of the facts, for who judges by many conditions.</summary>
    public bool Holds(ComputerFacts facts, SearchedComputer values) => Holds(condition, facts, values);

    /// <summary>Whether two things stand to each other as an operator says.</summary>
    internal static bool Satisfies(int order, string @operator) => VersionComparison.Satisfies(order, @operator switch
    {
        "=" => Comparison.Equal,
        "!=" => Comparison.NotEqual,
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    });

    /// <summary>Whether a version that a computer has stands to the given one as it should; of an unknown one nothing is true (domain 5.3).</summary>
    internal static bool VersionFits(string name, string has, Compare compare) =>
        has.Length > 0 && Satisfies(VersionComparison.Compare(name, has, compare.Value), compare.Operator);

    /// <summary>Whether a text in lower case is as it should.</summary>
    internal static bool TextFits(Compare x, string text) =>
        x.Operator == "=" ? text == x.Lower : TextPattern.Of(x.Operator, x.Value).Fits(text);

    private bool Holds(SearchCondition asked, ComputerFacts facts, SearchedComputer values) => asked switch
    {
        Both x => Holds(x.Left, facts, values) && Holds(x.Right, facts, values),
        Either x => Holds(x.Left, facts, values) || Holds(x.Right, facts, values),
        Not x => !Holds(x.Inner, facts, values),
        Compare { Operator: "!=", Field.Kind: not FieldKind.SoftwareVersion } x => !Holds(x with { Operator = "=" }, facts, values),
        Compare x => Compares(x, facts, values),
        _ => throw new ArgumentOutOfRangeException(nameof(asked)),
    };

    private bool Compares(Compare x, ComputerFacts facts, SearchedComputer values) => x.Field.Kind switch
    {
        FieldKind.Text => values.Texts.TryGetValue(x.Field.Name, out var text) && TextFits(x, text),
        FieldKind.Asset => values.Fields.TryGetValue(x.LowerArgument, out var field) && TextFits(x, field),
        FieldKind.Texts => values.Lists.GetValueOrDefault(x.Field.Name, []).Any(item => TextFits(x, item)),
        FieldKind.Group => groups is not null && facts.GroupIds.Any(id => groups.TryGetValue(id, out var name) && TextFits(x, name.ToLowerInvariant())),
        FieldKind.Software => facts.Software.Any(item => TextFits(x, item.Name.ToLowerInvariant())),
        FieldKind.SoftwareVersion => facts.Software.Any(item =>
            TextPattern.Lower(item.Name) == x.LowerArgument && VersionFits(item.Name, item.Version, x)),
        FieldKind.Version => values.Texts.TryGetValue(x.Field.Name, out var version) && VersionFits("", version, x with { Value = x.Lower }),
        FieldKind.Number => values.Numbers.TryGetValue(x.Field.Name, out var number) && Satisfies(number.CompareTo(SearchOperand.Number(x.Value)!.Value), x.Operator),
        FieldKind.Numbers => values.Ranges.GetValueOrDefault(SearchedComputer.RangeOf(x.Field.Name, x.Argument), [])
            .Any(number => Satisfies(number.CompareTo(SearchOperand.Number(x.Value)!.Value), x.Operator)),
        FieldKind.Address => values.Lists.GetValueOrDefault("address", []).Any(a => SearchOperand.Network(x.Value)!.Contains(SearchOperand.Address(a)!)),
        FieldKind.Moment => facts.LastContactAt is { } at && Satisfies(at.ToUnixTimeMilliseconds().CompareTo(SearchOperand.Moment(x.Value, now)!.Value), x.Operator),
        FieldKind.Flag => facts.IsOnline == SearchOperand.Flag(x.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(x)),
    };
}
