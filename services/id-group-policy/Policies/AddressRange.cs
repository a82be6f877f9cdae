using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Ranges of IPv4 and IPv6 addresses in CIDR form, such as 10.1.0.0/16 and 2001:db8::/32; a lone address is a range of one.</summary>
public static class AddressRange
{
    /// <summary>Reads one; the part behind the prefix must be zero.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? range)
    {
        range = null;
        if (string.IsNullOrEmpty(text) || text.Contains('%', StringComparison.Ordinal))
            return false;
        // IPAddress would read 10.1 and 0x0a.1 too; whoever writes that means something else.
        if (!text.Contains(':', StringComparison.Ordinal) && text.Split('/')[0].Split('.').Length != 4)
            return false;
        if (!text.Contains('/', StringComparison.Ordinal))
            text = IPAddress.TryParse(text, out var one) ? $"{one}/{(one.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}" : text;
        // IPNetwork cuts off what stands behind the prefix; whoever wrote it had another range in mind.
        if (!IPNetwork.TryParse(text, out var read) || !IPAddress.TryParse(text.Split('/')[0], out var first) || !first.Equals(read.BaseAddress))
            return false;
        range = read;
        return true;
    }

    /// <summary>One spelling for each range.</summary>
    public static string Canonical(string text) => TryParse(text, out var range) ? range.Value.ToString() : text;
}
