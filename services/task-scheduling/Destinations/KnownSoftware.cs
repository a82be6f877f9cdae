using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The groups room told us what is installed on a computer. Class names are storage format.</summary>
/// <param name="AsOf">The version of its inventory that said so.</param>
/// <param name="IsWhole">Whatever is not named, and was told by an older version, is not there.</param>
/// <param name="There">Entries as <see cref="KnownSoftware.EntryOf"/> makes them.</param>
public sealed record SoftwareBecameKnown(Guid ComputerId, long AsOf, bool IsWhole, IReadOnlyList<string> There, IReadOnlyList<string> Gone);

/// <summary>The computer left, and what was installed on it is nobody's concern any more.</summary>
public sealed record SoftwareForgotten(Guid ComputerId);

/// <summary>
/// Local copy of what is installed on a computer, by which a preview judges software conditions. Messages come in any order and more
/// than once; so each entry keeps which version of the inventory spoke of it last.
/// </summary>
/// <param name="WholeAsOf">The version that told everything; older ones decide nothing.</param>
/// <param name="Entries">The version that spoke of each entry last; negative where it is gone.</param>
public sealed record KnownSoftware(Guid Id, Guid ComputerId, long WholeAsOf, IReadOnlyDictionary<string, long> Entries)
{
    // What is gone is remembered for the sake of messages that come late; not for ever.
    private const int RememberedVersions = 100;

    /// <summary>The stream of a computer's software; the computer's own id stays free for other streams.</summary>
    public static Guid IdFor(Guid computerId) => DeterministicId.Of("known-software", computerId.ToString("D"));

    /// <summary>One entry: name, version and architecture, each on a line.</summary>
    public static string EntryOf(string name, string? version, string? architecture) => $"{name}\n{version}\n{architecture}";

    /// <summary>An entry as it is judged.</summary>
    public static InstalledSoftware Read(string entry) => entry.Split('\n') is [var name, var version, ..] ? new(name, version) : new(entry, null);

    /// <summary>The next state. Pure.</summary>
    public static KnownSoftware? Evolve(KnownSoftware? state, object @event) => @event switch
    {
        SoftwareBecameKnown e => Merge(state ?? new(IdFor(e.ComputerId), e.ComputerId, 0, new Dictionary<string, long>()), e),
        SoftwareForgotten => state! with { Entries = new Dictionary<string, long>() },
        _ => state,
    };

    /// <summary>Takes what is newer, entry by entry.</summary>
    public static object[] Learn(KnownSoftware? state, ComputerInventoryChanged said)
    {
        if (state?.WholeAsOf >= said.StreamVersion)
            return [];
        var there = said.Software.Where(s => s.Kind != SoftwareChangeKind.Removed).Select(s => EntryOf(s.Name, s.Version, s.Architecture))
            .Concat(said.UpdatesInstalled.Select(update => EntryOf(update, null, null)))
            .Where(entry => !(Math.Abs(VersionOf(state, entry)) > said.StreamVersion) && VersionOf(state, entry) != said.StreamVersion);
        var gone = said.Software.Where(s => s.Kind != SoftwareChangeKind.Installed).Select(s => EntryOf(s.Name, s.PreviousVersion ?? s.Version, s.Architecture))
            .Concat(said.UpdatesRemoved.Select(update => EntryOf(update, null, null)))
            .Where(entry => Math.Abs(VersionOf(state, entry)) < said.StreamVersion);
        var known = new SoftwareBecameKnown(said.ComputerId, said.StreamVersion, said.IsFirst, [.. there.Distinct()], [.. gone.Distinct()]);
        return state is null || known.IsWhole || known.There.Count + known.Gone.Count > 0 ? [known] : [];
    }

    /// <summary>Forgets it all.</summary>
    public static object[] Forget(KnownSoftware? state) => state is { Entries.Count: > 0 } ? [new SoftwareForgotten(state.ComputerId)] : [];

    private static long VersionOf(KnownSoftware? state, string entry) => state?.Entries.GetValueOrDefault(entry) ?? 0;

    private static KnownSoftware Merge(KnownSoftware state, SoftwareBecameKnown e)
    {
        var entries = new Dictionary<string, long>(e.IsWhole ? state.Entries.Where(entry => Math.Abs(entry.Value) >= e.AsOf) : state.Entries);
        foreach (var entry in e.Gone)
            entries[entry] = -e.AsOf;
        foreach (var entry in e.There)
            entries[entry] = e.AsOf;
        foreach (var (entry, version) in entries.Where(entry => entry.Value < 0 && -entry.Value < e.AsOf - RememberedVersions).ToList())
            entries.Remove(entry);
        return state with { WholeAsOf = e.IsWhole ? Math.Max(state.WholeAsOf, e.AsOf) : state.WholeAsOf, Entries = entries };
    }
}

/// <summary>Keeps the copies as documents.</summary>
public sealed partial class KnownSoftwareProjection : SingleStreamProjection<KnownSoftware, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public KnownSoftwareProjection() => FilterIncomingEventsOnStreamType(typeof(KnownSoftware));

    /// <inheritdoc />
    public override KnownSoftware? Evolve(KnownSoftware? snapshot, Guid id, IEvent e) => KnownSoftware.Evolve(snapshot, e.Data);
}
