using Microsoft.Net.Http.Headers;

namespace Distribution.Packages.Content;

/// <summary>A part of content: the first byte and how many.</summary>
internal readonly record struct ContentPart(long From, long Length)
{
    public long Last => From + Length - 1;
}

/// <summary>What a request for several parts of content gets (RFC 9110, 14.2).</summary>
internal static class ByteRanges
{
    /// <summary>More parts than this are nobody's download: the whole is served instead.</summary>
    public const int Most = 32;

    /// <summary>The parts that exist, in the order asked for; null where the header asks for no several parts, or is to be ignored.</summary>
    public static IReadOnlyList<ContentPart>? Several(string? header, long size)
    {
        if (!RangeHeaderValue.TryParse(header, out var asked) || asked.Unit != "bytes" || asked.Ranges.Count is < 2 or > Most)
            return null;
        var ranges = asked.Ranges.Select(range => Within(range, size)).OfType<ContentPart>().ToList();
        // Parts that overlap would make a small request a large answer.
        return ranges.Sum(range => range.Length) <= size ? ranges : null;
    }

    private static ContentPart? Within(RangeItemHeaderValue range, long size) => range switch
    {
        { From: null, To: { } last } => last > 0 && size > 0 ? new(Math.Max(0, size - last), Math.Min(size, last)) : null,
        { From: { } from } => from < size ? new(from, Math.Min(range.To ?? size - 1, size - 1) - from + 1) : null,
        _ => null,
    };
}
