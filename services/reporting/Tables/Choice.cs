using Distribution.ServiceDefaults;

namespace Distribution.Reporting.Tables;

/// <summary>A word of a query that must be one of an enum's.</summary>
internal static class Choice
{
    /// <summary>The word as the tables hold it; null when nothing was asked; anything else is answered with 400.</summary>
    public static string? Of<T>(string field, string? asked) where T : struct, Enum =>
        asked is null ? null
        : Enum.TryParse<T>(asked, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen.ToString()
        : throw Validation.Broken(field, $"'{asked}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
}
