using System.Text;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>A text with * for any characters and ? for one, without regard to case; matched here and by the database alike.</summary>
internal sealed class TextPattern
{
    private readonly Rune[] _pattern;
    private readonly string? _part;

    private TextPattern(string pattern, string? part, string like) => (_pattern, _part, Like) = ([.. pattern.EnumerateRunes()], part, like);

    /// <summary>What LIKE matches with.</summary>
    public string Like { get; }

    /// <summary>A text as it is compared.</summary>
    public static string Lower(string text) => text.ToLowerInvariant();

    /// <summary>What a comparison's operator, ~ or contains, means.</summary>
    public static TextPattern Of(string @operator, string value)
    {
        var lower = value.ToLowerInvariant();
        var escaped = new StringBuilder();
        foreach (var c in lower)
            escaped.Append(c is '%' or '_' or '\\' ? $"\\{c}" : @operator != "~" ? c : c == '*' ? '%' : c == '?' ? '_' : c);
        return @operator == "~" ? new(lower, null, escaped.ToString()) : new("", lower, $"%{escaped}%");
    }

    /// <summary>Whether a text, which is in lower case, fits.</summary>
    public bool Fits(string text)
    {
        if (_part is not null)
            return text.Contains(_part, StringComparison.Ordinal);
        Rune[] runes = [.. text.EnumerateRunes()];
        var (p, t, star, back) = (0, 0, -1, 0);
        while (t < runes.Length)
        {
            if (p < _pattern.Length && _pattern[p].Value == '*')
                (star, back) = (p++, t);
            else if (p < _pattern.Length && (_pattern[p].Value == '?' || _pattern[p] == runes[t]))
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++back);
            else
                return false;
        }

        return _pattern.Skip(p).All(rune => rune.Value == '*');
    }
}
