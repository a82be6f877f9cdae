using System.Security.Cryptography;
using System.Text;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Contracts.Rules;

/// <summary>By what the agent and the service know whether they mean the same software and updates.</summary>
public static class InventoryHash
{
    /// <summary>64 lower-case hexadecimal digits; neither order nor repetition of the entries matters. Pure.</summary>
    public static string Of(IEnumerable<SoftwareItem> software, IEnumerable<string> updates)
    {
        // Each text with its length in front, so that no two different inventories read the same.
        var lines = software.Select(item => Line("software", item.Name, item.Version, item.Publisher, item.ProductCode, item.Architecture))
            .Concat(updates.Select(update => Line("update", update)))
            .ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string? last = null;
        foreach (var line in lines)
        {
            if (line != last)
                hash.AppendData(Encoding.UTF8.GetBytes(line));
            last = line;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Line(params string?[] texts) =>
        string.Concat(texts.Select(text => text is null ? "-" : $"{text.Length}:{text}")) + "\n";
}
