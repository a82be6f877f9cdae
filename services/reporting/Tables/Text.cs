namespace Distribution.Reporting.Tables;

internal static class Text
{
    /// <summary>
    /// Installers print what they like, zero characters too, which a PostgreSQL text cannot hold: one of them would
    /// refuse the whole batch in which it came.
    /// </summary>
    public static string? Storable(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
