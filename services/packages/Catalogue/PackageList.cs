using System.Globalization;
using System.Text.RegularExpressions;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>What a reader of the catalogue asks for, as one statement over the listed packages.</summary>
/// <param name="Search">Words that all stand in name, publisher, software name, file name or description, whatever their case.</param>
/// <param name="Kind">software, files or update, whatever its case.</param>
/// <param name="Publisher">The whole publisher, whatever its case.</param>
/// <param name="Os">windows, linux or macos: what can run there.</param>
/// <param name="Folder">A folder with its subfolders, whatever its case.</param>
/// <param name="Sort">name (if not said), publisher, registered, edited or size; with '-' before it the other way round.</param>
internal sealed partial record PackageList(
    string? Search, string? Kind, string? Publisher, string? Os, string? Folder, string? Sort, bool? IncludeUpdates,
    string? After, int? Limit)
{
    internal const string Table = "mt_doc_listed_package";
    private const int MostWords = 10;
    private const int LongestText = 1024;
    internal const string FolderKey = "(data ->> 'FolderKey') collate \"C\"";

    private static readonly Dictionary<string, SortKey> Sorts = new()
    {
        ["name"] = new("(data ->> 'NameKey') collate \"C\"", item => ListedPackage.Key(item.Name), text => Plain("after", text)),
        ["publisher"] = new("(data ->> 'PublisherKey') collate \"C\"", item => ListedPackage.Key(item.Publisher), text => Plain("after", text)),
        ["registered"] = new("(data ->> 'RegisteredTicks')::bigint", item => Text(item.RegisteredAt.UtcTicks), text => Number(text)),
        ["edited"] = new("(data ->> 'ChangedTicks')::bigint", item => Text(item.ChangedAt.UtcTicks), text => Number(text)),
        ["size"] = new("(data -> 'Summary' ->> 'ContentSize')::bigint", item => Text(item.ContentSize), text => Number(text)),
    };

    /// <summary>
    /// One index for each sort, the updates apart, so that a page is read and not sorted; one for folders; one of
    /// three-letter groups for the words of a search, where the server has that extension and lets us use it: else words are looked for in every text.
    /// </summary>
    public static IEnumerable<string> Indexes { get; } =
    [
        .. Sorts.Select(sort => $"create index if not exists {Table}_by_{sort.Key} on {Table} ((data ->> 'IsUpdate'), ({sort.Value.Sql}), id)"),
        $"create index if not exists {Table}_by_folder on {Table} ((data ->> 'IsUpdate'), ({FolderKey}), id)",
        $"""
        do $$ begin
          create extension if not exists pg_trgm;
          create index if not exists {Table}_by_text on {Table} using gin ((data ->> 'Search') gin_trgm_ops);
        exception when insufficient_privilege or undefined_file or feature_not_supported or undefined_object then
          raise warning 'Without the extension pg_trgm the search of packages reads every package: %', sqlerrm;
        end $$
        """,
    ];

    private string SortName => Sort is null ? "name" : Sort is ['-', .. var name] ? name : Sort;

    private SortKey Sorted => Sorts.GetValueOrDefault(SortName)
        ?? throw Validation.Broken("sort", $"The sort must be one of {string.Join(", ", Sorts.Keys)}, with or without a '-' before it, not '{Sort}'.");

    /// <summary>The statement that reads up to so many packages.</summary>
    public (string Sql, object[] Parameters) Query(int most)
    {
        var sorted = Sorted;
        var down = Sort is ['-', ..];
        var conditions = Conditions();
        if (Paging.After(After, keys: 3) is { } place)
        {
            if (place[0] != (Sort ?? "") || !Guid.TryParse(place[2], out var last))
                throw Elsewhere();
            conditions.Add(($"(({sorted.Sql}), id) {(down ? '<' : '>')} (?, ?)", [sorted.Read(place[1]), last]));
        }

        var order = down ? $"({sorted.Sql}) desc, id desc" : $"({sorted.Sql}), id";
        var parameters = conditions.SelectMany(condition => condition.Parameters).Append(most).ToArray();
        var kind = WantedKind();
        if (kind is not null || IncludeUpdates is not true)
            return (Part(kind == PackageKind.Update), parameters);
        // Each part is read by its own index; only the two pages are sorted.
        return ($"select data -> 'Summary' from (({Part(true, "id, data")}) union all ({Part(false, "id, data")})) {Table} order by {order} limit ?", [.. parameters, .. parameters, most]);

        string Part(bool isUpdate, string columns = "data -> 'Summary'") =>
            $"select {columns} from {Table} where {string.Join(" and ", conditions.Select(c => c.Sql).Prepend($"data ->> 'IsUpdate' = '{(isUpdate ? "true" : "false")}'"))} order by {order} limit ?";
    }

    /// <summary>An item's place in the list.</summary>
    public IEnumerable<string> Place(PackageSummary item) => [Sort ?? "", Sorted.Write(item), item.Id.ToString()];

    private List<(string Sql, object[] Parameters)> Conditions()
    {
        List<(string Sql, object[] Parameters)> conditions = [];
        if (WantedKind() is { } wanted)
            conditions.Add(("data -> 'Summary' ->> 'Kind' = ?", [wanted.ToString()]));
        if (!string.IsNullOrWhiteSpace(Publisher))
            conditions.Add(("(data ->> 'PublisherKey') collate \"C\" = ?", [ListedPackage.Key(Plain("publisher", Publisher.Trim()))]));
        if (Os is not null)
        {
            conditions.Add(("data -> 'RunsOn' @> ?::jsonb", [Os is "windows" or "linux" or "macos"
                ? $"[\"{Os}\"]"
                : throw Validation.Broken("os", $"The os must be windows, linux or macos, not '{Os}'.")]));
        }

        if (!string.IsNullOrWhiteSpace(Folder))
        {
            var key = ListedPackage.Key(Plain("folder", Folder.Trim('/')));
            // '0' is the character after '/': between the two lies whatever begins with the folder and a '/'.
            conditions.Add(($"({FolderKey} = ? or ({FolderKey} > ? and {FolderKey} < ?))", [key, key + "/", key + "0"]));
        }

        // Without three letters in a row the index of texts would be read whole; what is so short stands in many texts, and is soon found.
        conditions.AddRange(Words().Select(word => ($"{(HasThree().IsMatch(word) ? "data ->> 'Search'" : "data ->> 'Search' || ''")} like ?", (object[])[$"%{Escaped(word)}%"])));
        return conditions;
    }

    private PackageKind? WantedKind()
    {
        if (Kind is null)
            return null;
        foreach (var kind in Enum.GetValues<PackageKind>())
        {
            if (Kind.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        throw Validation.Broken("kind", $"The kind must be one of {string.Join(", ", Enum.GetNames<PackageKind>())}, not '{Kind}'.");
    }

    private string[] Words()
    {
        var words = ListedPackage.Key(Plain("search", Search ?? "")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= MostWords ? words : throw Validation.Broken("search", $"A search has at most {MostWords} words, not {words.Length}.");
    }

    // The database holds no character 0, and would fail on one.
    private static string Plain(string field, string text) => text.Length <= LongestText && !text.Contains('\0')
        ? text
        : throw Validation.Broken(field, $"This must have at most {LongestText} characters, and no control characters.");

    private static string Escaped(string word) =>
        word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Elsewhere();

    private static ValidationException Elsewhere() => Validation.Broken("after", "This is not the 'next' of a page of this list, sorted as it is.");

    [GeneratedRegex(@"[\p{L}\p{Nd}]{3}")]
    private static partial Regex HasThree();

    private sealed record SortKey(string Sql, Func<PackageSummary, string> Write, Func<string, object> Read);
}
