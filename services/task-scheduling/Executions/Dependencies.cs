using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Which packages go onto a computer, and in which order, so that each finds there what it depends on.</summary>
internal static class Dependencies
{
    /// <summary>
    /// A package behind everything that it depends on, each once and none that is there already; null when one is not known here yet.
    /// What is installed on a computer already is the agent's to find out, who passes it over.
    /// </summary>
    /// <param name="before">Packages that the task installs before this one.</param>
    /// <param name="impossible">Why it can never be, such as for packages that depend on each other; otherwise null.</param>
    public static IReadOnlyList<KnownPackage>? Before(
        Guid package, IReadOnlySet<Guid> before, IReadOnlyDictionary<Guid, KnownPackage> known, out string? impossible)
    {
        var (order, path, done) = (new List<KnownPackage>(), new List<Guid>(), new HashSet<Guid>(before));
        impossible = null;
        string? why = null;
        return Visit(package) ? order : Refused(out impossible);

        IReadOnlyList<KnownPackage>? Refused(out string? reason)
        {
            reason = why;
            return null;
        }

        bool Visit(Guid id)
        {
            if (done.Contains(id))
                return true;
            if (path.Contains(id))
                return Never($"Packages depend on each other: {string.Join(", ", path.Append(id).Select(NameOf))}.");
            if (known.GetValueOrDefault(id) is not { Attributes: { } attributes } found)
                return false;
            if (found.Removed)
                return Never($"Package {attributes.Name} was removed.");
            path.Add(id);
            foreach (var needed in attributes.DependsOn ?? [])
            {
                if (!Visit(needed))
                    return false;
            }

            path.RemoveAt(path.Count - 1);
            done.Add(id);
            order.Add(found);
            return true;
        }

        bool Never(string reason)
        {
            why = reason;
            return false;
        }

        string NameOf(Guid id) => known.GetValueOrDefault(id)?.Attributes?.Name ?? id.ToString("D");
    }

    /// <summary>The packages named and everything that they depend on, as far as they are known here.</summary>
    public static async Task<IReadOnlyDictionary<Guid, KnownPackage>> LoadAsync(IEnumerable<Guid> named, IDocumentSession session, CancellationToken ct)
    {
        var known = new Dictionary<Guid, KnownPackage>();
        var wanted = new Queue<Guid>(named);
        while (wanted.TryDequeue(out var id))
        {
            if (known.ContainsKey(id) || await session.LoadAsync<KnownPackage>(KnownPackage.IdFor(id), ct) is not { } found)
                continue;
            known[id] = found;
            foreach (var needed in found.Attributes?.DependsOn ?? [])
                wanted.Enqueue(needed);
        }

        return known;
    }
}
