using Distribution.Contracts.Rules;

namespace Distribution.Agent.Actions;

/// <summary>A command as an operator writes it, with what its placeholders stand for on this computer.</summary>
internal static class CommandLine
{
    /// <summary>
    /// Splits as <see cref="CommandWords.Split"/> does. Placeholders are filled in afterwards, so that a blank in a path
    /// never makes two arguments and nothing in a file's name is ever read as a quote.
    /// </summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string command, IReadOnlyDictionary<string, string> placeholders) =>
        [.. CommandWords.Split(command).Select(one => Fill(one, placeholders))];

    private static string Fill(string word, IReadOnlyDictionary<string, string> placeholders) =>
        placeholders.Aggregate(word, (filled, placeholder) => filled.Replace("{" + placeholder.Key + "}", placeholder.Value, StringComparison.Ordinal));
}
