using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Rebuilding;

internal static class RebuildTables
{
    public static void MapRebuildTables(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/reports/rebuilds/{id:guid}", async (Guid id, NpgsqlDataSource database, BrokerAddress broker, TimeProvider clock, CancellationToken ct) =>
        {
            if (id == Guid.Empty)
                throw Validation.Broken("id", "The id must not be empty.");
            // Before the answer: whoever is asked to tell into a queue that is not there does not.
            await HistoryQueue.DeclareAsync(broker, Rebuilds.QueueOf(id), ct);
            await using var connection = await database.OpenConnectionAsync(ct);
            await Rebuilds.BeginAsync(connection, id, clock.GetUtcNow());
            return TypedResults.Accepted($"/reports/rebuilds/{id}", await Rebuilds.FindAsync(connection, id));
        }).WithName("RebuildReports").WithSummary("Builds the tables of the reports anew from the services' logs, beside those that are read.");

        routes.MapGet("/reports/rebuilds/{id:guid}", async (Guid id, NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            return TypedResults.Ok(await Rebuilds.FindAsync(connection, id) ?? throw new NotFoundException("rebuild", id));
        }).WithName("GetRebuild").WithSummary("How far a rebuild of the reports is.");
    }
}
