using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>Reads the catalogue, by name. System-made updates are shown only when they are asked for by kind (domain 1.1).</summary>
internal static class GetPackages
{
    /// <summary>What the list is sorted by; without it each page would sort the whole catalogue.</summary>
    public const string Index = $"create index if not exists mt_doc_package_by_name on mt_doc_package (({Name}), id)";

    private const string Name = "lower(data -> 'Attributes' ->> 'Name')";

    public static void MapGetPackages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/packages", async (IDocumentSession session, string? after, string? search, PackageKind? kind, int? limit, CancellationToken ct) =>
        {
            var most = Paging.Limit(limit);
            List<object> parameters = [];
            var where = "where data ->> 'RemovedAt' is null";
            if (Paging.AfterId(after) is { } last)
            {
                // The place is a package, not a text: removed ones stay in the table, so a page can always be continued.
                where += $" and ({Name}, id) > ((select {Name} from mt_doc_package where id = ?), ?)";
                parameters.AddRange([last, last]);
            }

            if (kind is { } wanted)
            {
                where += " and data -> 'Attributes' ->> 'Kind' = ?";
                parameters.Add(wanted.ToString());
            }
            else
            {
                where += " and data -> 'Attributes' ->> 'Kind' <> 'Update'";
            }

            if (!string.IsNullOrWhiteSpace(search))
            {
                where += $" and (strpos({Name}, ?) > 0 or strpos(lower(coalesce(data -> 'Attributes' ->> 'SoftwareName', '')), ?) > 0)";
                parameters.AddRange([search.Trim().ToLowerInvariant(), search.Trim().ToLowerInvariant()]);
            }

            parameters.Add(most + 1);
            var found = await session.QueryAsync<Package>($"{where} order by {Name}, id limit ?", ct, [.. parameters]);
            return TypedResults.Ok(Paging.Of([.. found.Select(PackageView.Of)], most, package => [package.Id.ToString()]));
        });

        routes.MapGet("/packages/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<Package>(id, ct) is { RemovedAt: null } package
                ? TypedResults.Ok(PackageView.Of(package))
                : throw new NotFoundException("package", id));
    }
}
