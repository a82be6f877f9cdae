using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>What searches compare, of three streams of each computer; written with their events, so that a group's condition never judges what was.</summary>
public sealed partial class SearchedComputerProjection : MultiStreamProjection<SearchedComputer, Guid>
{
    /// <summary>Which document each event belongs to.</summary>
    public SearchedComputerProjection()
    {
        Identity<ComputerEnrolled>(e => e.ComputerId);
        Identity<ComputerReenrolled>(e => e.ComputerId);
        Identity<ComputerRemoved>(e => e.ComputerId);
        Identity<InventoryTaken>(e => e.ComputerId);
        // Software is not among what is compared here, and nearly every change is one of software: of it no document is read or written.
        Identity<InventoryChanged>(e => e.OnlySoftware ? Guid.Empty : e.ComputerId);
        Identity<AssetsSet>(e => e.ComputerId);
    }

    /// <summary>A computer that is not on the platform has none.</summary>
    public override SearchedComputer? Evolve(SearchedComputer? snapshot, Guid id, IEvent e) => (snapshot, e.Data) switch
    {
        (_, ComputerEnrolled x) => SearchedComputer.Of(id, x.Name, x.OperatingSystem, x.Architecture),
        (null, ComputerReenrolled x) => SearchedComputer.Of(id, x.Name, x.OperatingSystem, x.Architecture),
        (_, ComputerRemoved) => null,
        (null, _) => null,
        (_, ComputerReenrolled x) => snapshot.With(x.Name, x.OperatingSystem, x.Architecture),
        (_, InventoryTaken x) => snapshot.With(x.Facts).WithUpdates(x.Updates),
        (_, InventoryChanged x) => Changed(snapshot, x),
        (_, AssetsSet x) => snapshot.WithFields(x.Fields),
        _ => snapshot,
    };

    private static SearchedComputer Changed(SearchedComputer snapshot, InventoryChanged e) =>
        e.UpdatesInstalled.Count + e.UpdatesRemoved.Count == 0
            ? snapshot.With(e.Facts)
            : snapshot.With(e.Facts).WithUpdates(
                snapshot.Lists.GetValueOrDefault("update", []).Except(e.UpdatesRemoved.Select(u => u.ToLowerInvariant())).Concat(e.UpdatesInstalled));
}
