namespace Distribution.IdGroupPolicy.Search;

/// <summary>
/// Reads a search: comparisons, joined by 'not', 'and' and 'or', which bind in this order, and by parentheses. By recursive descent,
/// so that whatever it is given it returns a condition or says where and what it expected.
/// </summary>
internal sealed class SearchParser
{
    /// <summary>Longest text.</summary>
    public const int Longest = 4_000;

    private const int Deepest = 64;
    private static readonly string[] Keywords = ["and", "or", "not", "contains"];
    private static readonly string[] Units = ["KB", "MB", "GB", "TB"];
    private readonly List<SearchToken> _tokens;
    private int _at;
    private int _depth;

    private SearchParser(string text) => _tokens = SearchToken.Read(text);

    private SearchToken Here => _tokens[_at];

    /// <summary>The condition that a text means. Pure.</summary>
    /// <exception cref="SearchSyntaxException">It means none.</exception>
    public static SearchCondition Parse(string text)
    {
        if (text.Length > Longest)
            throw new SearchSyntaxException(Longest + 1, $"a search has at most {Longest} characters.");
        var parser = new SearchParser(text);
        var condition = parser.Alternatives();
        return parser.Here.Kind == TokenKind.End ? condition : throw parser.Expected("'and', 'or' or the end");
    }

    /// <summary>The same for what somebody sent: what is no search is answered with 400.</summary>
    /// <param name="field">What the text was called.</param>
    public static SearchCondition Read(string text, string field)
    {
        try
        {
            return Parse(text);
        }
        catch (SearchSyntaxException fault)
        {
            throw Validation.Broken(field, fault.Message);
        }
    }

    private SearchCondition Alternatives()
    {
        var condition = Conjunction();
        while (Take("or"))
            condition = new Either(condition, Conjunction());
        return condition;
    }

    private SearchCondition Conjunction()
    {
        var condition = Single();
        while (Take("and"))
            condition = new Both(condition, Single());
        return condition;
    }

    private SearchCondition Single()
    {
        if (++_depth > Deepest)
            throw new SearchSyntaxException(Here.Position, $"conditions stand at most {Deepest} deep within each other.");
        var condition = Take("not") ? new Not(Single()) : Here.Kind == TokenKind.Open ? Parenthesis() : Comparison();
        _depth--;
        return condition;
    }

    private SearchCondition Parenthesis()
    {
        _at++;
        var condition = Alternatives();
        if (Here.Kind != TokenKind.Close)
            throw Expected("'and', 'or' or ')'");
        _at++;
        return condition;
    }

    private Compare Comparison()
    {
        var token = Here;
        if (token.Kind != TokenKind.Word || Keywords.Any(token.Is))
            throw Expected("a field, 'not' or '('");
        var field = SearchField.Of(token.Text) ?? throw new SearchSyntaxException(
            token.Position, $"there is no field {token}; the fields are {string.Join(", ", SearchField.All.Select(f => f.Name))}.");
        _at++;
        var argument = ArgumentOf(field);
        var @operator = OperatorOf(field);
        var position = Here.Position;
        var value = Value($"a value for {field.Name}");
        if (Here.Kind == TokenKind.Word && Units.Any(Here.Is) && value.All(c => char.IsAsciiDigit(c) || c == '.'))
            value += _tokens[_at++].Text;
        var compare = new Compare(field, argument, @operator, value);
        return SearchOperand.FaultOf(compare) is { } fault ? throw new SearchSyntaxException(position, fault) : compare;
    }

    private string? ArgumentOf(SearchField field)
    {
        if (Here.Kind != TokenKind.Open)
            return field.Argument != true ? null : throw Expected($"'(' and a name, as in {field.Name}(\"name\")");
        if (field.Argument == false)
            throw Expected($"one of {string.Join(' ', field.Operators)}");
        _at++;
        var argument = Value("a name");
        if (Here.Kind != TokenKind.Close)
            throw Expected("')'");
        _at++;
        return argument;
    }

    private string OperatorOf(SearchField field)
    {
        var written = Here.Is("contains") ? "contains" : Here.Kind == TokenKind.Operator ? Here.Text : null;
        if (written is null || !field.Operators.Contains(written))
            throw Expected($"one of {string.Join(' ', field.Operators)}");
        _at++;
        return written;
    }

    private string Value(string what)
    {
        if (Here.Kind is not (TokenKind.Word or TokenKind.Quoted) || Keywords.Any(Here.Is))
            throw Expected(what);
        return _tokens[_at++].Text;
    }

    private bool Take(string keyword)
    {
        var isHere = Here.Is(keyword);
        _at += isHere ? 1 : 0;
        return isHere;
    }

    private SearchSyntaxException Expected(string what) => new(Here.Position, $"expected {what}, not {Here}.");
}
