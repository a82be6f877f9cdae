using System.Buffers;
using System.Globalization;

namespace Distribution.Reporting.Export;

/// <summary>Fields of comma-separated values (RFC 4180).</summary>
internal static class Csv
{
    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");

    /// <summary>A value as a field. Text that a spreadsheet would take for a formula gets an apostrophe before it: names and output come from computers.</summary>
    public static string Field(object? value) => value switch
    {
        null or DBNull => "",
        DateTime at => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        bool claim => claim ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(Harmless(value.ToString() ?? "")),
    };

    private static string Harmless(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(_special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
