using System.Text;

namespace Distribution.Contracts.Rules;

/// <summary>A command as an operator writes it, split into a program and its arguments without any shell: the catalogue judges by it what the agent will run.</summary>
public static class CommandWords
{
    /// <summary>
    /// Blanks separate; double quotes, or single ones at a word's start, hold together; a backslash is itself, except
    /// before a double quote inside double quotes.
    /// </summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (open, quote) = (false, '\0');
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (quote != '\0' && c == quote)
                quote = '\0';
            else if (quote == '"' && c == '\\' && i + 1 < command.Length && command[i + 1] == '"')
                word.Append(command[++i]);
            else if (quote == '\0' && (c == '"' || (c == '\'' && !open)))
                (quote, open) = (c, true);
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (open)
                    words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
                open = true;
            }
        }

        if (quote != '\0')
            throw new FormatException($"The command has an open quote: {command}");
        if (open)
            words.Add(word.ToString());
        return words;
    }
}
