using System.Globalization;

namespace Distribution.Contracts.Rules;

/// <summary>The document number of an update program, such as KB2536276-v2; without -vN it is version 1 (domain, section 10).</summary>
/// <param name="Number">KB and digits.</param>
/// <param name="Version">1 or more.</param>
public sealed record DocumentNumber(string Number, int Version)
{
    /// <summary>Reads one; null when the text is none.</summary>
    public static DocumentNumber? Read(string text)
    {
        var at = text.IndexOf("-v", StringComparison.Ordinal);
        var number = at < 0 ? text : text[..at];
        if (!number.StartsWith("KB", StringComparison.Ordinal) || number.Length == 2 || !number.Skip(2).All(char.IsAsciiDigit))
            return null;
        return at < 0 ? new(number, 1) : VersionOf(text[(at + 2)..]) is { } version ? new(number, version) : null;
    }

    /// <summary>Reads the version of a document, written 2 or v2; null when it is none.</summary>
    public static int? VersionOf(string text) =>
        int.TryParse(text.StartsWith('v') ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 1 ? version : null;
}
