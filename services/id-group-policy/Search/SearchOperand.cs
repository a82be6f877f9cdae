using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>What the value of a comparison means.</summary>
internal static class SearchOperand
{
    /// <summary>Longest version.</summary>
    private const int LongestVersion = 512;

    /// <summary>What is wrong with a comparison's value; null when it may stand.</summary>
    public static string? FaultOf(Compare compare) => compare.Field.Kind switch
    {
        FieldKind.Number or FieldKind.Numbers => Number(compare.Value) is null ? "expected a whole number, perhaps with KB, MB, GB or TB." : null,
        FieldKind.Moment => Moment(compare.Value, DateTimeOffset.UnixEpoch.AddYears(100)) is null
            ? "expected a moment such as 2026-11-21T09:00Z, or how long ago: 90m, 12h, 30d or 4w." : null,
        FieldKind.Flag => Flag(compare.Value) is null ? "expected yes or no." : null,
        FieldKind.Address => Network(compare.Value) is null ? "expected an address such as 10.1.2.3, or a network such as 10.1.0.0/16." : null,
        FieldKind.Version or FieldKind.SoftwareVersion => compare.Value.Length is 0 or > LongestVersion ? "expected a version." : null,
        _ => null,
    };

    /// <summary>A number of things or of bytes; null when it is none, or larger than 2^62.</summary>
    public static long? Number(string text)
    {
        var digits = text.TrimEnd("BbKkMmGgTt".ToCharArray());
        var factor = text[digits.Length..].ToUpperInvariant() switch { "" or "B" => 1L, "KB" => 1L << 10, "MB" => 1L << 20, "GB" => 1L << 30, "TB" => 1L << 40, _ => 0 };
        return factor > 0 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= (1L << 62) / factor
            ? (long)(number * factor)
            : null;
    }

    /// <summary>Milliseconds since 1970 of a moment, or of how long ago it was.</summary>
    public static long? Moment(string text, DateTimeOffset now)
    {
        if (text.Length is > 1 and < 8 && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            var minutes = text[^1] switch { 'm' => 1, 'h' => 60, 'd' => 1440, 'w' => 10_080, _ => 0 };
            if (minutes > 0)
                return now.ToUnixTimeMilliseconds() - (count * minutes * 60_000);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUnixTimeMilliseconds() : null;
    }

    /// <summary>Yes or no.</summary>
    public static bool? Flag(string text) => text.ToLowerInvariant() switch { "yes" or "true" => true, "no" or "false" => false, _ => null };

    /// <summary>An address is the network of itself alone.</summary>
    public static Network? Network(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address)
            return null;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return slash < 0 ? new(address, bits)
            : int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix <= bits ? new(address, prefix)
            : null;
    }

    /// <summary>An address in the one form in which it is kept; null when it is none.</summary>
    public static IPAddress? Address(string text)
    {
        // What .NET takes for addresses, such as 10 for 0.0.0.10, nobody means.
        if (text.Length > 64 || (!text.Contains(':', StringComparison.Ordinal) && text.Count(c => c == '.') != 3) || !IPAddress.TryParse(text, out var address))
            return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address.ScopeId(0);
    }

    private static IPAddress ScopeId(this IPAddress address, long scope) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes(), scope) : address;
}

/// <summary>Addresses that begin alike.</summary>
/// <param name="Prefix">How many bits.</param>
internal sealed record Network(IPAddress Address, int Prefix)
{
    /// <summary>By how many bits prefixes are told apart in the index.</summary>
    private int Step => Address.AddressFamily == AddressFamily.InterNetwork ? 8 : 16;

    /// <summary>Whether it is one whose addresses the index knows: no address outside has its key.</summary>
    public bool IsIndexed => Prefix % Step == 0;

    /// <summary>The smallest network around this one that the index knows, as a text.</summary>
    public string Indexed => Cut(Prefix - (Prefix % Step));

    /// <summary>All networks around an address that the index knows, the address itself among them.</summary>
    public static IEnumerable<string> Around(IPAddress address)
    {
        var (bits, step) = address.AddressFamily == AddressFamily.InterNetwork ? (32, 8) : (128, 16);
        for (var prefix = 0; prefix <= bits; prefix += step)
            yield return new Network(address, prefix).Cut(prefix);
    }

    /// <summary>Whether an address is in it.</summary>
    public bool Contains(IPAddress other) => other.AddressFamily == Address.AddressFamily && new Network(other, Prefix).Cut(Prefix) == Cut(Prefix);

    /// <summary>Its first address and prefix, as PostgreSQL reads a network.</summary>
    public override string ToString() => Cut(Prefix);

    private string Cut(int prefix)
    {
        var bytes = Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - (i * 8), 0, 8));
        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
