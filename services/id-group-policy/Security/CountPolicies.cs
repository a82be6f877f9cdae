namespace Distribution.IdGroupPolicy.Security;

/// <summary>How all computers that a security policy judges stand to it.</summary>
public sealed record PolicyCompliance(Guid PolicyId, string Name, long Compliant, long Violating, long Suppressed);

internal static class CountPolicies
{
    public static void MapCountPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/security-policies/compliance", async (IDocumentSession session, CancellationToken ct) =>
            TypedResults.Ok(new Page<PolicyCompliance>(
                await session.QueryAsync<PolicyCompliance>(
                    """
                    select jsonb_build_object(
                        'PolicyId', p.id, 'Name', p.data -> 'Name', 'Compliant', count(*) filter (where c.data ->> 'State' = 'Compliant'),
                        'Violating', count(*) filter (where c.data ->> 'State' = 'Violating'), 'Suppressed', count(*) filter (where c.data ->> 'State' = 'Suppressed'))
                    from mt_doc_security_policy p
                    left join mt_doc_compliance c on c.data ->> 'PolicyId' = p.id::text and c.data ->> 'EndedAt' is null
                    where p.data ->> 'RemovedAt' is null group by p.id, p.data -> 'Name' order by p.data -> 'Name', p.id limit 1000
                    """,
                    ct),
                null))).WithName("CountCompliance").WithSummary("How many computers keep each security policy.");
}
