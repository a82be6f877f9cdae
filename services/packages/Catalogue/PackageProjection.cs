namespace Distribution.Packages.Catalogue;

/// <summary>Each package as one document, written in the same transaction as its event: a package that was registered is in the list.</summary>
public sealed partial class PackageProjection : SingleStreamProjection<Package, Guid>
{
    public override Package? Evolve(Package? snapshot, Guid id, IEvent e) => Package.Evolve(snapshot, e.Data);
}

/// <summary>Each package of the catalogue as the list shows and finds it; a removed one is in it no more.</summary>
public sealed partial class ListedPackageProjection : SingleStreamProjection<ListedPackage, Guid>
{
    public override ListedPackage? Evolve(ListedPackage? snapshot, Guid id, IEvent e) => ListedPackage.Evolve(snapshot, e.Data);
}

/// <summary>The count of changes, so that the stream is never read whole.</summary>
public sealed partial class CatalogueLinksProjection : SingleStreamProjection<CatalogueLinks, Guid>
{
    public override CatalogueLinks? Evolve(CatalogueLinks? snapshot, Guid id, IEvent e) => CatalogueLinks.Evolve(snapshot, e.Data);
}

/// <summary>Each task that uses packages.</summary>
public sealed partial class UsingTaskProjection : SingleStreamProjection<UsingTask, Guid>
{
    public override UsingTask? Evolve(UsingTask? snapshot, Guid id, IEvent e) => UsingTask.Evolve(snapshot, e.Data);
}
