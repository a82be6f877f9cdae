using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>A package began or ceased to name others, or left the catalogue.</summary>
public sealed record LinksChanged(Guid PackageId, DateTimeOffset ChangedAt);

/// <summary>
/// The one stream that every change of links is appended to, beside the package's own. Two edits, each right by itself, could
/// close a circle together, and a package could go while another begins to need it: here the second of two finds that
/// somebody was faster, and decides again on what is there then. Changes that touch no link never come here.
/// </summary>
public sealed record CatalogueLinks(Guid Id, long Changes)
{
    /// <summary>The stream's id.</summary>
    public static Guid StreamId { get; } = DeterministicId.Of("catalogue-links");

    public static CatalogueLinks? Evolve(CatalogueLinks? state, object @event) => @event switch
    {
        LinksChanged => new(StreamId, (state?.Changes ?? 0) + 1),
        _ => state,
    };
}
