using System.Globalization;
using System.Text.Json;

namespace Distribution.Cli;

/// <summary>Reads the platform's answers by name; what an older or newer platform does not say is empty, not an error.</summary>
internal static class Fields
{
    public static Guid Id(this JsonElement item) =>
        Guid.Parse(item.Text("id") is { Length: > 0 } id ? id : item.EnumerateObject().First(p => p.Name.EndsWith("Id", StringComparison.Ordinal)).Value.GetString()!);

    /// <summary>A property as text; the name may lead inwards, as in <c>definition.name</c>.</summary>
    public static string Text(this JsonElement item, string name)
    {
        foreach (var step in name.Split('.'))
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(step, out item))
                return "";
        }
        return item.ValueKind == JsonValueKind.Null ? "" : item.ToString();
    }

    public static long Number(this JsonElement item, string name) =>
        long.TryParse(item.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A moment in this computer's own time zone.</summary>
    public static string Moment(this JsonElement item, string name) =>
        DateTimeOffset.TryParse(item.Text(name), CultureInfo.InvariantCulture, out var at)
            ? at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    public static IEnumerable<JsonElement> Items(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>A number with its noun: 1 computer, 2 computers.</summary>
    public static string Counted(this JsonElement item, string name, string noun) => Counted(item.Number(name), noun);

    /// <inheritdoc cref="Counted(JsonElement,string,string)" />
    public static string Counted(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    public static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.##} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MiB"),
        >= 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 10):0.#} KiB"),
        _ => $"{bytes} B",
    };
}
