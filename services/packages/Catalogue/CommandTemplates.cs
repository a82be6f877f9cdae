using System.Text.RegularExpressions;
using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>
/// Commands are templates with named values: {file} and {folder} (an unpacked zip's) and {root} are filled in by the computer,
/// {productCode} by the catalogue when it tells others of a package. What nobody would fill in is refused when it is saved.
/// </summary>
internal static partial class CommandTemplates
{
    private const string ProductCode = "{productCode}";

    /// <summary>Refuses a command that no computer could run as it was meant.</summary>
    /// <exception cref="UnprocessableException">Names the attribute, the value and the rule.</exception>
    public static void Check(string attribute, string? command, string fileName, string? productCode)
    {
        if (command is null)
            return;
        CheckQuotes(attribute, command);
        CheckBraces(attribute, command);
        foreach (Match placeholder in Placeholder().Matches(command))
        {
            var name = placeholder.Groups[1].Value;
            switch (name)
            {
                case "file" or "root":
                case "folder" when SilentCommands.IsZip(fileName):
                case "productCode" when productCode is not null:
                    break;
                case "folder":
                    throw new UnprocessableException($"{attribute}: {{folder}} is where a .zip was unpacked, and '{fileName}' is none.");
                case "productCode":
                    throw new UnprocessableException($"{attribute}: {ProductCode} needs the attribute productCode, and the package has none.");
                default:
                    throw new UnprocessableException(
                        $"{attribute}: {{{name}}} is not known; {{file}}, {{folder}}, {{productCode}} and {{root}} are, written exactly so.");
            }
        }
    }

    /// <summary>The command as computers get it.</summary>
    public static string? Filled(string? command, string? productCode) =>
        productCode is null ? command : command?.Replace(ProductCode, productCode, StringComparison.Ordinal);

    private static void CheckQuotes(string attribute, string command)
    {
        try
        {
            if (CommandWords.Split(command).Count == 0)
                throw new UnprocessableException($"{attribute}: the command is blank; it must begin with a program.");
        }
        catch (FormatException)
        {
            throw new UnprocessableException($"{attribute}: a quote is opened and not closed in: {command}");
        }
    }

    private static void CheckBraces(string attribute, string command)
    {
        var depth = 0;
        foreach (var c in command)
        {
            depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth < 0)
                throw new UnprocessableException($"{attribute}: a brace is closed that was not opened in: {command}");
        }

        if (depth > 0)
            throw new UnprocessableException($"{attribute}: a brace is opened and not closed in: {command}");
    }

    // ${NAME} is the shell's own, and a product code in braces holds hyphens: neither is ours to judge.
    [GeneratedRegex(@"(?<!\$)\{([A-Za-z][A-Za-z0-9_]*)\}")]
    private static partial Regex Placeholder();
}
