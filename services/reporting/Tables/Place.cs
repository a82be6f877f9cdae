using System.Globalization;
using Distribution.ServiceDefaults;

namespace Distribution.Reporting.Tables;

/// <summary>Where a page of a list by time begins: behind the last line of the one before.</summary>
internal sealed record Place(DateTimeOffset At, Guid Id)
{
    /// <summary>The place that 'after' tells, or null for the first page.</summary>
    public static Place? Of(string? after) => Paging.After(after, 2) switch
    {
        null => null,
        [var at, var id] when DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment) && Guid.TryParse(id, out var key) => new(moment, key),
        _ => throw Validation.Broken("after", "This is not the 'next' of a page of this list."),
    };

    public static string[] Keys(DateTimeOffset at, Guid id) => [at.ToString("O", CultureInfo.InvariantCulture), id.ToString()];
}
