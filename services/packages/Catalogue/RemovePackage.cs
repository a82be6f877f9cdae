namespace Distribution.Packages.Catalogue;

/// <summary>Takes a package out of the catalogue; refused with their names while tasks use it or packages depend upon it. A second time is no error.</summary>
internal static class RemovePackage
{
    public static void MapRemovePackage(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/packages/{id:guid}", async (Guid id, PackageDecisions packages, TimeProvider clock, CancellationToken ct) =>
        {
            await packages.RemoveAsync(id, clock.GetUtcNow(), ct);
            return TypedResults.NoContent();
        }).WithName("RemovePackage").WithSummary("Takes a package out of the catalogue.");
}
