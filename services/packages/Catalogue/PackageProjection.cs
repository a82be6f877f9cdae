namespace Distribution.Packages.Catalogue;

/// <summary>Each package as one document, written in the same transaction as its event: a package that was registered is in the list.</summary>
public sealed partial class PackageProjection : SingleStreamProjection<Package, Guid>
{
    public override Package? Evolve(Package? snapshot, Guid id, IEvent e) => Package.Evolve(snapshot, e.Data);
}
