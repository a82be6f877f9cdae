using Distribution.Contracts.Packages.V1;

namespace Distribution.Contracts.Rules;

/// <summary>How an installed version stands to a specified one (domain 5.2 to 5.4). Both ways are total orders, so that sorting by them is sound.</summary>
public static class VersionComparison
{
    private static readonly string[] HitachiPrefixes =
        ["JP1/", "Performance Management - ", "Network Node Manager i", "Navigation Platform - ", "SNMP System Observer", "Extensible SNMP Agent"];

    /// <summary>Less than 0 when the installed version is older, 0 when it is equal, more than 0 when it is newer; which comparison holds is domain 5.2.</summary>
    /// <param name="softwareName">The software's name, which decides together with the specified version.</param>
    public static int Compare(string softwareName, string installed, string specified) =>
        IsHitachi(softwareName) && IsHitachiForm(specified) ? ByHitachi(installed, specified) : ByComponents(installed, specified);

    /// <summary>
    /// Components parted by period, comma or hyphen; each pair is made equally long with zeros on the left and compared as text;
    /// a missing one is zero (domain 5.3). Nothing is read as a number, so that nothing overflows.
    /// </summary>
    public static int ByComponents(string left, string right)
    {
        var (a, b) = (left.Split('.', ',', '-'), right.Split('.', ',', '-'));
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var (x, y) = (i < a.Length ? a[i] : "", i < b.Length ? b[i] : "");
            var length = Math.Max(x.Length, y.Length);
            if (string.CompareOrdinal(x.PadLeft(length, '0'), y.PadLeft(length, '0')) is not 0 and var order)
                return order;
        }

        return 0;
    }

    /// <summary>Character by character, the shorter one continued by spaces, upper-cased (domain 5.4; section 10).</summary>
    public static int ByHitachi(string left, string right)
    {
        var length = Math.Max(left.Length, right.Length);
        return string.CompareOrdinal(left.ToUpperInvariant().PadRight(length), right.ToUpperInvariant().PadRight(length));
    }

    /// <summary>Whether a name is that of a JP1 product (domain 5.2).</summary>
    public static bool IsHitachi(string softwareName) =>
        HitachiPrefixes.Any(prefix => softwareName.StartsWith(prefix, StringComparison.Ordinal))
        && !softwareName.StartsWith("JP1/TELstaff", StringComparison.Ordinal);

    /// <summary>Whether a version has the form VVRRSS: four digits, then up to two letters or digits, of which the first may be a slash (domain 5.2).</summary>
    public static bool IsHitachiForm(string version) =>
        version.Length is >= 4 and <= 6
        && version.Take(4).All(char.IsAsciiDigit)
        && (version.Length < 5 || version[4] == '/' || char.IsAsciiLetterOrDigit(version[4]))
        && (version.Length < 6 || char.IsAsciiLetterOrDigit(version[5]));

    /// <summary>Whether an order that a comparison returned is the wanted one.</summary>
    public static bool Satisfies(int order, Comparison wanted) => wanted switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "No such comparison."),
    };
}
