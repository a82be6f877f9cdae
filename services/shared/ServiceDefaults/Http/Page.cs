using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Distribution.ServiceDefaults;

/// <summary>A part of a list in a fixed order; Next is passed as 'after' to get the following part, and is null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>
/// Lists are paged by the last item's keys and not by a count of items passed, so that what is added or removed meanwhile
/// neither repeats nor hides an item, and the thousandth page costs what the first does.
/// </summary>
public static class Paging
{
    /// <summary>The most items of a page.</summary>
    public const int Most = 1_000;

    /// <summary>How many items a page has when nothing is said.</summary>
    public const int Usual = 100;

    /// <summary>How many items a page has: 1 to 1,000, 100 if not said; anything else is answered with 400.</summary>
    public static int Limit(int? asked) => asked switch
    {
        null => Usual,
        >= 1 and <= Most => asked.Value,
        _ => throw Validation.Broken("limit", $"The limit must be between 1 and {Most}, not {asked}."),
    };

    /// <summary>Makes a page of up to limit + 1 items that were read: the extra one only tells that there are more.</summary>
    /// <param name="keys">An item's sort keys, as text.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> read, int limit, Func<T, IEnumerable<string>> keys) =>
        read.Count > limit
            ? new([.. read.Take(limit)], Cursor([.. keys(read[limit - 1])]))
            : new(read, null);

    /// <summary>Sort keys as an opaque text.</summary>
    public static string Cursor(params string[] keys) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(keys));

    /// <summary>The sort keys of 'after', or null when there is none; a text that no page gave out is answered with 400.</summary>
    public static string[]? After(string? after, int keys = 1)
    {
        if (string.IsNullOrEmpty(after))
            return null;
        try
        {
            var read = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(after));
            if (read?.Length == keys && !read.Contains(null))
                return read;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or DecoderFallbackException)
        {
            // Told below like every other text that is no cursor.
        }

        throw Validation.Broken("after", "This is not the 'next' of a page of this list.");
    }

    /// <summary>The one sort key of 'after' as an id.</summary>
    public static Guid? AfterId(string? after) =>
        After(after) is not [var key] ? null
        : Guid.TryParse(key, out var id) ? id
        : throw Validation.Broken("after", "This is not the 'next' of a page of this list.");
}
