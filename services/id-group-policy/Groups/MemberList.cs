using System.Text;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>One line of a list of computers.</summary>
/// <param name="Number">Counts from 1, empty lines included.</param>
/// <param name="Computer">The id or name that it gives.</param>
/// <param name="Fault">Why it gives none; null when it does.</param>
public sealed record ListedComputer(long Number, string Computer, string? Fault = null);

/// <summary>
/// A list of computers as CSV (RFC 4180, UTF-8): the first field of each line is an id or a name, the others are of no concern.
/// Empty lines and a first line with a heading are passed over. Read line by line, so that its length costs no memory.
/// </summary>
public static class MemberList
{
    /// <summary>Longest line, in characters.</summary>
    public const int LongestLine = 1_024;

    private static readonly string[] Headings = ["computer", "computerid", "computer id", "id", "name", "computer name", "hostname"];

    /// <summary>The lines of a list.</summary>
    public static async IAsyncEnumerable<ListedComputer> ReadAsync(TextReader list)
    {
        var number = 0L;
        while (await list.ReadLineAsync() is { } line)
        {
            var read = Read(++number, line);
            if (read.Fault is not null || (read.Computer.Length > 0 && !(number == 1 && Headings.Contains(read.Computer, StringComparer.OrdinalIgnoreCase))))
                yield return read;
        }
    }

    /// <summary>Takes one line apart. Pure.</summary>
    public static ListedComputer Read(long number, string line)
    {
        if (line.Length > LongestLine)
            return new(number, line[..64], $"The line has more than {LongestLine} characters.");
        if (line.Contains('\uFFFD', StringComparison.Ordinal))
            return new(number, line, "The line is not UTF-8.");
        if (line.Any(c => char.IsControl(c) && c != '\t'))
            return new(number, line, "The line holds control characters.");
        var field = line.TrimStart();
        return field.StartsWith('"') ? Quoted(number, field) : Plain(number, field.Split(',', ';', '\t')[0].Trim());
    }

    private static ListedComputer Plain(long number, string field) =>
        field.Contains('"', StringComparison.Ordinal) ? new(number, field, "A quotation mark stands within a field that is not quoted.") : Named(number, field);

    private static ListedComputer Quoted(long number, string line)
    {
        var (text, at) = (new StringBuilder(), 1);
        for (; at < line.Length; at++)
        {
            if (line[at] != '"')
                text.Append(line[at]);
            else if (at + 1 < line.Length && line[at + 1] == '"')
                text.Append(line[at++]);
            else
                break;
        }

        if (at >= line.Length)
            return new(number, line, "The quotation marks do not end.");
        var behind = line[(at + 1)..].TrimStart();
        return behind.Length == 0 || behind[0] is ',' or ';'
            ? Named(number, text.ToString().Trim())
            : new(number, line, "Text stands behind the closing quotation mark.");
    }

    private static ListedComputer Named(long number, string computer) =>
        computer.Length <= 256 ? new(number, computer) : new(number, computer[..64], "A name has at most 256 characters.");
}
