using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>Takes a package out of the catalogue; refused with the tasks' names while tasks use it. A second time is no error.</summary>
internal static class RemovePackage
{
    /// <summary>Finds the tasks of one package among all tasks.</summary>
    public const string Index = "create index if not exists mt_doc_usage_by_package on mt_doc_usage using gin ((data -> 'PackageIds'))";

    public static void MapRemovePackage(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/packages/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var users = await session.QueryAsync<Usage>(
                "where (data ->> 'Over')::boolean = false and data -> 'PackageIds' @> ?::jsonb order by data ->> 'Name' limit 20", ct, $"[\"{id:D}\"]");
            string[] names = [.. users.Select(task => $"task '{task.Name}' ({task.Id})")];
            await session.Decide<Package>(id, state => Package.Remove(state, id, names, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        });
}
