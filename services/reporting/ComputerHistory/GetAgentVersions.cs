using Dapper;
using Npgsql;

namespace Distribution.Reporting.ComputerHistory;

/// <summary>How many computers have which agent; null is one that never made contact.</summary>
public sealed record AgentVersionReport(string? AgentVersion, long Computers);

internal static class GetAgentVersions
{
    internal const string Versions =
        "select agent_version, count(*) as computers from computers where present group by agent_version order by count(*) desc, agent_version";

    public static void MapGetAgentVersions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/agents", async (NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            return TypedResults.Ok((await connection.QueryAsync<AgentVersionReport>(Versions)).ToList());
        }).WithName("GetAgentVersions").WithSummary("How many computers have which version of the agent.");
}
