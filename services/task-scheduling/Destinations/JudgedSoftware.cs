using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>What is known to be installed, as far as software conditions name it.</summary>
internal static class JudgedSoftware
{
    /// <summary>The named software of each computer whose inventory is known.</summary>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlyCollection<InstalledSoftware>>> OfAsync(
        IDocumentSession session, IReadOnlyCollection<SoftwareConditions> conditions, IEnumerable<Guid> computers, CancellationToken ct)
    {
        var names = conditions.SelectMany(wanted => wanted.Conditions).Select(condition => condition.Name).Distinct().ToArray();
        if (names.Length == 0)
            return new Dictionary<Guid, IReadOnlyCollection<InstalledSoftware>>();
        // A document number is met by its later versions too, KB2536276 by KB2536276-v2. The database leaves out what nobody asks for.
        var documents = names.Select(DocumentNumber.Read).OfType<DocumentNumber>().Select(document => document.Number).ToArray();
        var found = await session.QueryAsync<SoftwareOfComputer>(
            """
            select jsonb_build_object('ComputerId', data -> 'ComputerId', 'Entries', coalesce((
                select jsonb_agg(entry) from jsonb_each_text(data -> 'Entries') e(entry, version)
                where version::bigint > 0
                    and (split_part(entry, E'\n', 1) = any(?) or split_part(split_part(entry, E'\n', 1), '-v', 1) = any(?))), '[]'))
            from mt_doc_known_software where id = any(?)
            """,
            ct, names, documents, computers.Select(KnownSoftware.IdFor).ToArray());
        return found.ToDictionary(c => c.ComputerId, c => (IReadOnlyCollection<InstalledSoftware>)[.. c.Entries.Select(KnownSoftware.Read)]);
    }

    private sealed record SoftwareOfComputer(Guid ComputerId, IReadOnlyList<string> Entries);
}
