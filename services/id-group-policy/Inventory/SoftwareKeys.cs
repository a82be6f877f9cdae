using System.Collections.Concurrent;
using System.Globalization;
using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>
/// The software of one computer as an index can hold it: 64 bits of a hash for each name and version. Kept beside the inventory and saved with it,
/// so that what changes a hundred times as often as software, such as who is logged on, leaves this index alone.
/// </summary>
/// <param name="Id">The computer.</param>
/// <param name="Keys">In the form of a PostgreSQL array.</param>
public sealed record SoftwareKeys(Guid Id, string Keys)
{
    /// <summary>The array in a document's Keys, for an index over it; its cast is immutable for numbers, though not in general.</summary>
    public const string Function =
        """
        create or replace function hashed_keys(data jsonb) returns bigint[] language sql immutable strict parallel safe
        as $$ select (data ->> 'Keys')::bigint[] $$
        """;

    /// <summary>Computers by a piece of software.</summary>
    public const string Index =
        "create index if not exists mt_doc_software_keys_idx_keys on mt_doc_software_keys using gin (hashed_keys(data))";

    /// <summary>
    /// One piece of software less or more writes all keys of its computer anew: they are gathered, and put into the index some 30 computers
    /// together. A search reads what is still gathered from end to end, so that is little.
    /// </summary>
    public const string Gathered = "alter index mt_doc_software_keys_idx_keys set (fastupdate = on, gin_pending_list_limit = 128)";

    /// <summary>The keys of a computer's software.</summary>
    public static SoftwareKeys Of(Guid computerId, IEnumerable<SoftwareItem> software) =>
        new(computerId, HashedKey.ArrayOf(software.Select(KnownSoftware.KeyOf)));
}

/// <summary>A name and version that any computer ever had: what a search for software looks through, instead of through all computers.</summary>
/// <param name="Key">Its key in <see cref="SoftwareKeys"/>.</param>
/// <param name="Lower">The name in lower case.</param>
public sealed record KnownSoftware(Guid Id, string Name, string Version, string Lower, long Key)
{
    /// <summary>Software by its name.</summary>
    public static readonly IReadOnlyList<string> Indexes =
    [
        "create index if not exists mt_doc_known_software_idx_lower on mt_doc_known_software ((data ->> 'Lower'))",
    ];

    /// <summary>The key of a name and version.</summary>
    public static long KeyOf(SoftwareItem item) => HashedKey.Of("software", item.Name, item.Version);

    /// <summary>The entry of a piece of software.</summary>
    public static KnownSoftware Of(SoftwareItem item) => new(
        DeterministicId.Of("software", item.Name, item.Version), item.Name, item.Version, item.Name.ToLowerInvariant(), KeyOf(item));
}

/// <summary>64 bits that stand for a text in an index; among a million texts, two that share them are expected once in ten million fleets.</summary>
internal static class HashedKey
{
    public static long Of(string kind, params string[] parts) => BitConverter.ToInt64(DeterministicId.Of(kind, parts).ToByteArray(), 8);

    public static string ArrayOf(IEnumerable<long> keys) =>
        $"{{{string.Join(',', keys.Distinct().Order().Select(key => key.ToString(CultureInfo.InvariantCulture)))}}}";
}

/// <summary>Which software this process has stored as known, so that two hundred entries of a computer are not two hundred writes.</summary>
internal sealed class StoredSoftware
{
    private const int Most = 1_000_000;
    private readonly ConcurrentDictionary<long, bool> _stored = new();

    public IReadOnlyList<KnownSoftware> Missing(IEnumerable<SoftwareItem> software) =>
        [.. software.Where(item => !_stored.ContainsKey(KnownSoftware.KeyOf(item))).Select(KnownSoftware.Of).DistinctBy(known => known.Id)];

    /// <summary>Remembers what was saved.</summary>
    public void Remember(IEnumerable<KnownSoftware> saved)
    {
        if (_stored.Count > Most)
            _stored.Clear();
        foreach (var known in saved)
            _stored[known.Key] = true;
    }
}
