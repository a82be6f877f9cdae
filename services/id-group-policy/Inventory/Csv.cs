using System.Text;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>Comma-separated values as RFC 4180 has them: cells in double quotes may hold commas, line ends, and quotes that are doubled.</summary>
internal static class Csv
{
    /// <summary>The cells of each line.</summary>
    /// <exception cref="FormatException">A quote is not closed, or text follows one.</exception>
    public static IReadOnlyList<string[]> Read(string text)
    {
        var (lines, cells, at) = (new List<string[]>(), new List<string>(), 0);
        while (at < text.Length)
        {
            cells.Add(Cell(text, ref at, lines.Count + 1));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                if (at < text.Length)
                    continue;
                cells.Add("");
            }

            lines.Add([.. cells]);
            cells.Clear();
            at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
        }

        return lines;
    }

    private static string Cell(string text, ref int at, int line)
    {
        if (text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(",\r\n") is >= 0 and var length ? at + length : text.Length;
            var plain = text[at..end];
            at = end;
            return plain.Trim();
        }

        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
                cell.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[at++]);
            else if (++at == text.Length || text[at] is ',' or '\r' or '\n')
                return cell.ToString();
            else
                throw new FormatException($"Line {line}: text follows a closing quote.");
        }

        throw new FormatException($"Line {line}: a quote is not closed.");
    }
}
