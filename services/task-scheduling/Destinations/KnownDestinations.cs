using System.Diagnostics;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>Whether what a task names is known here.</summary>
internal static class KnownDestinations
{
    private const int MostNamed = 10;

    // What was registered a moment ago is on its way here; a script that goes on at once should not have to wait itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Refuses packages, computers and groups that are unknown or gone, after up to three seconds in which they may still become known.</summary>
    /// <exception cref="UnprocessableException">Names the first ten that are not known.</exception>
    public static async Task RefuseUnknownAsync(
        IDocumentSession session, IEnumerable<TaskAction>? actions, TaskDestinations? destinations, CancellationToken ct)
    {
        var packages = actions?.Select(action => action.PackageId).OfType<Guid>().Distinct().ToList() ?? [];
        var searches = destinations?.SavedSearchIds ?? [];
        var waited = Stopwatch.StartNew();
        while (true)
        {
            List<string> unknown =
            [
                .. await UnknownAsync(session, "package", "mt_doc_known_package", packages, KnownPackage.IdFor, ct),
                .. await UnknownAsync(session, "computer", "mt_doc_known_computer", destinations?.ComputerIds ?? [], KnownComputer.IdFor, ct),
                .. await UnknownAsync(session, "group", "mt_doc_known_group", destinations?.GroupIds?.Except(searches.Select(KnownGroup.OfSearch)) ?? [], KnownGroup.IdFor, ct),
                .. await UnknownAsync(session, "saved search", "mt_doc_known_group", searches, id => KnownGroup.IdFor(KnownGroup.OfSearch(id)), ct),
            ];
            if (unknown.Count == 0)
                return;
            if (waited.Elapsed > Patience)
            {
                var more = unknown.Count > MostNamed ? $" and {unknown.Count - MostNamed} more" : "";
                throw new UnprocessableException($"Not known here (yet): {string.Join(", ", unknown.Take(MostNamed))}{more}.");
            }

            await Task.Delay(100, ct);
        }
    }

    private static async Task<IEnumerable<string>> UnknownAsync(
        IDocumentSession session, string noun, string table, IEnumerable<Guid> wanted, Func<Guid, Guid> copyOf, CancellationToken ct)
    {
        var copies = wanted.Distinct().ToDictionary(copyOf);
        if (copies.Count == 0)
            return [];
        foreach (var known in await session.QueryAsync<Guid>(
            $"select id from {table} where id = any(?) and data ->> 'Removed' = 'false'", ct, copies.Keys.ToArray()))
            copies.Remove(known);
        return copies.Values.Select(id => $"{noun} {id}");
    }
}
