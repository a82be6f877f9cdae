using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>Reads the catalogue. System-made updates are shown only when they are asked for, by kind or beside the others (domain 1.1).</summary>
internal static class GetPackages
{
    public static void MapGetPackages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/packages", async ([AsParameters] PackageList list, IDocumentSession session, CancellationToken ct) =>
        {
            var most = Paging.Limit(list.Limit);
            var (sql, parameters) = list.Query(most + 1);
            var found = await session.QueryAsync<PackageSummary>(sql, ct, parameters);
            return TypedResults.Ok(Paging.Of(found, most, list.Place));
        });

        routes.MapGet("/packages/{id:guid}", async (Guid id, long? revision, IDocumentSession session, CancellationToken ct) =>
        {
            if (revision is < 1)
                throw Validation.Broken("revision", $"The revision must be 1 or more, not {revision}.");
            var package = revision is { } asOf
                ? await session.Events.AggregateStreamAsync<Package>(id, asOf, token: ct)
                : await session.LoadAsync<Package>(id, ct);
            return package is { RemovedAt: null } && (revision is null || package.Revision == revision)
                ? TypedResults.Ok(PackageView.Of(package))
                : throw (revision is null ? new NotFoundException("package", id) : new NotFoundException("revision", $"{revision} of a package {id}"));
        });
    }
}
