using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>How many packages lie in one folder, as the database counts them.</summary>
public sealed record FolderCount(string Key, string Path, int Packages);

/// <summary>One folder of the catalogue.</summary>
/// <param name="Path">Its names from the top, parted by '/'; empty is the top itself.</param>
/// <param name="Packages">Packages that lie in it.</param>
/// <param name="Within">Packages that lie in it or in a folder below it.</param>
public sealed record Folder(string Path, string Name, int Depth, int Packages, int Within);

/// <summary>The tree of folders: there is a folder where a package lies in it or below it, and no other.</summary>
internal static class GetFolders
{
    private const string Listed = $"from {PackageList.Table} where data ->> 'IsUpdate' = 'false'";

    // All packages are counted in one pass, which costs less than asking an index for each folder; how a folder is spelt, one of its packages says.
    internal const string Counts = $"""
        select jsonb_build_object(
          'Key', key, 'Packages', packages,
          'Path', coalesce((select data -> 'Summary' ->> 'Folder' {Listed} and {PackageList.FolderKey} = key order by id limit 1), ''))
        from (select {PackageList.FolderKey} as key, count(*) as packages {Listed} group by 1) folders
        """;

    public static void MapGetFolders(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/packages/folders", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var most = Paging.Limit(limit);
            var last = Paging.After(after) is [var key] ? key : null;
            var folders = Tree(await session.QueryAsync<FolderCount>(Counts, ct));
            return TypedResults.Ok(Paging.Of(
                [.. folders.SkipWhile(folder => last is not null && string.CompareOrdinal(Order(folder), last) <= 0).Take(most + 1)], most, folder => [Order(folder)]));
        }).WithName("GetFolders").WithSummary("The folders of the catalogue.");

    /// <summary>Every folder with those above it, in the order of a tree; pure.</summary>
    public static List<Folder> Tree(IEnumerable<FolderCount> counts)
    {
        var folders = new Dictionary<string, Folder> { [""] = new("", "", 0, 0, 0) };
        // In a fixed order, so that of two spellings the same one is always shown.
        foreach (var count in counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            var names = count.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            for (var depth = 0; depth <= names.Length; depth++)
            {
                var path = string.Join('/', names.Take(depth));
                var key = ListedPackage.Key(path);
                var known = folders.GetValueOrDefault(key) ?? new Folder(path, names[depth - 1], depth, 0, 0);
                folders[key] = known with { Within = known.Within + count.Packages, Packages = known.Packages + (depth == names.Length ? count.Packages : 0) };
            }
        }

        return [.. folders.Values.OrderBy(Order, StringComparer.Ordinal)];
    }

    // With the separator below every other character, a folder stands before what it holds.
    private static string Order(Folder folder) => ListedPackage.Key(folder.Path).Replace('/', '\u0001');
}
