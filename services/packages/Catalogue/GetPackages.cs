using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>How many tasks that are not over use a package.</summary>
public sealed record PackageUses(Guid PackageId, int Tasks);

/// <summary>Reads the catalogue. System-made updates are shown only when they are asked for, by kind or beside the others (domain 1.1).</summary>
internal static class GetPackages
{
    private const string Uses = $"""
        select jsonb_build_object('PackageId', page.id, 'Tasks', (select count(*) from mt_doc_using_task where {TasksInUse.Going} and data -> 'PackageIds' @> jsonb_build_array(page.id::text)))
        from unnest(?::uuid[]) page(id)
        """;

    public static void MapGetPackages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/packages", async ([AsParameters] PackageList list, IDocumentSession session, CancellationToken ct) =>
        {
            var most = Paging.Limit(list.Limit);
            var (sql, parameters) = list.Query(most + 1);
            var found = await session.QueryAsync<PackageSummary>(sql, ct, parameters);
            var page = Paging.Of(found, most, list.Place);
            var uses = page.Items.Count == 0 ? [] : await session.QueryAsync<PackageUses>(Uses, ct, page.Items.Select(item => item.Id).ToArray());
            var tasks = uses.ToDictionary(use => use.PackageId, use => use.Tasks);
            return TypedResults.Ok(page with { Items = [.. page.Items.Select(item => item with { UsedByTasks = tasks[item.Id] })] });
        }).WithName("GetPackages").WithSummary("Searches and lists the catalogue.");

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
        }).WithName("GetPackage").WithSummary("One package, as it is or as it was in a revision.");
    }
}
