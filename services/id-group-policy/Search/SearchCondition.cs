namespace Distribution.IdGroupPolicy.Search;

/// <summary>What a search asks of a computer.</summary>
internal abstract record SearchCondition
{
    /// <summary>Every comparison in it.</summary>
    public IEnumerable<Compare> Comparisons => this switch
    {
        Both x => x.Left.Comparisons.Concat(x.Right.Comparisons),
        Either x => x.Left.Comparisons.Concat(x.Right.Comparisons),
        Not x => x.Inner.Comparisons,
        _ => [(Compare)this],
    };

    /// <summary>As a text that reads as the same condition again.</summary>
    public sealed override string ToString() => this switch
    {
        Both x => $"{Within(x.Left, x.Left is Either)} and {Within(x.Right, x.Right is Both or Either)}",
        Either x => $"{x.Left} or {Within(x.Right, x.Right is Either)}",
        Not x => $"not {Within(x.Inner, x.Inner is Both or Either)}",
        _ => ((Compare)this).Text,
    };

    private static string Within(SearchCondition inner, bool parentheses) => parentheses ? $"({inner})" : inner.ToString();
}

/// <summary>Both hold.</summary>
internal sealed record Both(SearchCondition Left, SearchCondition Right) : SearchCondition;

/// <summary>At least one holds.</summary>
internal sealed record Either(SearchCondition Left, SearchCondition Right) : SearchCondition;

/// <summary>It does not hold.</summary>
internal sealed record Not(SearchCondition Inner) : SearchCondition;

/// <summary>A field is compared with a value.</summary>
/// <param name="Argument">What stands in parentheses behind the field, or null.</param>
/// <param name="Value">As it was written, without quotes.</param>
internal sealed record Compare(SearchField Field, string? Argument, string Operator, string Value) : SearchCondition
{
    /// <summary>The value in lower case.</summary>
    internal string Lower => Value.ToLowerInvariant();

    /// <summary>The argument in lower case; of a field that names an asset field, that.</summary>
    internal string LowerArgument => (Argument ?? Field.Name).ToLowerInvariant();

    internal string Text => $"{Field.Name}{(Argument is null ? "" : $"({Quoted(Argument)})")} {Operator} {Quoted(Value)}";

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
