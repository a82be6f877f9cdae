namespace Distribution.IdGroupPolicy.Search;

/// <summary>What one piece of a search is.</summary>
internal enum TokenKind
{
    Word,
    Quoted,
    Operator,
    Open,
    Close,
    End,
}

/// <summary>One piece of a search.</summary>
/// <param name="Position">Where it begins, counted from 1.</param>
internal sealed record SearchToken(TokenKind Kind, string Text, int Position)
{
    private const string WordSigns = "._-:/\\*?@%+$&#";

    /// <summary>The pieces of a text; the last is the end.</summary>
    /// <exception cref="SearchSyntaxException">There is a character that begins nothing, or a quote that is not closed.</exception>
    public static List<SearchToken> Read(string text)
    {
        var tokens = new List<SearchToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
                at++;
            else
                tokens.Add(Next(text, ref at));
        }

        tokens.Add(new(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    /// <summary>Whether it is this keyword; keywords have no case.</summary>
    public bool Is(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>What it is called where something else was expected.</summary>
    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{(Text.Length > 40 ? Text[..40] + "..." : Text)}'";

    private static SearchToken Next(string text, ref int at)
    {
        var start = at;
        switch (text[at])
        {
            case '(':
                at++;
                return new(TokenKind.Open, "(", start + 1);
            case ')':
                at++;
                return new(TokenKind.Close, ")", start + 1);
            case '"':
                return Quoted(text, ref at);
            case '=' or '~':
                at++;
                return new(TokenKind.Operator, text[start..at], start + 1);
            case '<' or '>':
                at += at + 1 < text.Length && text[at + 1] == '=' ? 2 : 1;
                return new(TokenKind.Operator, text[start..at], start + 1);
            case '!' when at + 1 < text.Length && text[at + 1] == '=':
                at += 2;
                return new(TokenKind.Operator, "!=", start + 1);
        }

        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || WordSigns.Contains(text[at], StringComparison.Ordinal)))
            at++;
        return at > start
            ? new(TokenKind.Word, text[start..at], start + 1)
            : throw new SearchSyntaxException(start + 1, $"'{Shown(text[start])}' has no meaning here; a text with such characters stands in double quotes.");
    }

    private static SearchToken Quoted(string text, ref int at)
    {
        var start = at;
        var read = new System.Text.StringBuilder();
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    return new(TokenKind.Quoted, read.ToString(), start + 1);
                case '\\' when at + 1 < text.Length && text[at + 1] is '"' or '\\':
                    read.Append(text[++at]);
                    break;
                // Neither can be kept by the database, so neither can be found.
                case '\0':
                case var c when char.IsSurrogate(c) && !IsPaired(text, at):
                    throw new SearchSyntaxException(at + 1, "a text holds no such character.");
                default:
                    read.Append(text[at]);
                    break;
            }
        }

        throw new SearchSyntaxException(start + 1, "this quote is not closed.");
    }

    private static bool IsPaired(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) : at > 0 && char.IsHighSurrogate(text[at - 1]);

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();
}
