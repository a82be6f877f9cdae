namespace Distribution.IdGroupPolicy.Security;

/// <summary>How one computer stands to one security policy.</summary>
/// <param name="State">Compliant, Violating, or Suppressed when nothing is done about a violation any more.</param>
/// <param name="PolicyName">Null when it is gone meanwhile, as is that of the computer.</param>
public sealed record ComplianceView(
    Guid PolicyId, Guid ComputerId, string State, IReadOnlyList<Violation> Violations, DateTimeOffset ChangedAt, IReadOnlyList<Attempts> Countermeasures,
    string? PolicyName, string? ComputerName)
{
    internal static async Task<IReadOnlyList<ComplianceView>> OfAsync(IReadOnlyList<Compliance> read, IDocumentSession session, CancellationToken ct)
    {
        var policies = await NamesAsync("mt_doc_security_policy", read.Select(c => c.PolicyId));
        var computers = await NamesAsync("mt_doc_computer", read.Select(c => c.ComputerId));
        return
        [
            .. read.Select(c => new ComplianceView(
                c.PolicyId, c.ComputerId, c.State, c.Violations, c.ChangedAt, c.Attempts, policies.GetValueOrDefault(c.PolicyId), computers.GetValueOrDefault(c.ComputerId))),
        ];

        async Task<Dictionary<Guid, string>> NamesAsync(string table, IEnumerable<Guid> ids) => (await session.QueryAsync<Named>(
            $"select jsonb_build_object('Id', id, 'Name', data -> 'Name') from {table} where id = any(?)", ct, ids.Distinct().ToArray())).ToDictionary(n => n.Id, n => n.Name);
    }

    private sealed record Named(Guid Id, string Name);
}

/// <summary>Something that happened between a computer and a security policy.</summary>
public sealed record ComplianceEntry(long Version, string Event, DateTimeOffset At, object Data);

internal static class GetCompliance
{
    /// <summary>The computers of a policy in the order of their ids, of one state or of all.</summary>
    public const string PolicyIndex =
        "create index if not exists mt_doc_compliance_idx_policy on mt_doc_compliance ((data ->> 'PolicyId'), (data ->> 'ComputerId'), (data ->> 'State')) where data ->> 'EndedAt' is null";

    /// <summary>The policies of a computer.</summary>
    public const string ComputerIndex =
        "create index if not exists mt_doc_compliance_idx_computer on mt_doc_compliance ((data ->> 'ComputerId'), (data ->> 'PolicyId')) where data ->> 'EndedAt' is null";

    private static readonly string[] States = ["Compliant", "Violating", "Suppressed"];

    public static void MapGetCompliance(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/security-policies/{id:guid}/compliance", async (
            Guid id, string? state, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            if (state is not null && !States.Contains(state))
                throw Validation.Broken("state", $"must be one of {string.Join(", ", States)}, not '{state}'");
            var size = Paging.Limit(limit);
            var read = await session.QueryAsync<Compliance>(
                "where data ->> 'PolicyId' = ? and data ->> 'EndedAt' is null and data ->> 'ComputerId' > ? and (? = '' or data ->> 'State' = ?) order by data ->> 'ComputerId' limit ?",
                ct, id.ToString("D"), Paging.AfterId(after)?.ToString("D") ?? "", state ?? "", state ?? "", size + 1);
            return TypedResults.Ok(Paging.Of(await ComplianceView.OfAsync(read, session, ct), size, item => [item.ComputerId.ToString("D")]));
        }).WithName("GetPolicyCompliance").WithSummary("The computers that a security policy concerns, and whether they keep it.");

        routes.MapGet("/computers/{id:guid}/compliance", async (Guid id, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            var read = await session.QueryAsync<Compliance>(
                "where data ->> 'ComputerId' = ? and data ->> 'EndedAt' is null and data ->> 'PolicyId' > ? order by data ->> 'PolicyId' limit ?",
                ct, id.ToString("D"), Paging.AfterId(after)?.ToString("D") ?? "", size + 1);
            return TypedResults.Ok(Paging.Of(await ComplianceView.OfAsync(read, session, ct), size, item => [item.PolicyId.ToString("D")]));
        }).WithName("GetComputerCompliance").WithSummary("The security policies that concern a computer, and whether it keeps them.");

        routes.MapGet("/computers/{id:guid}/compliance/{policyId:guid}/history", async (
            Guid id, Guid policyId, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after) is [var key] && long.TryParse(key, out var version) ? version : 0);
            var events = await session.Events.FetchStreamAsync(
                Compliance.StreamOf(policyId, id), version: behind + size + 1, fromVersion: behind + 1, token: ct);
            return TypedResults.Ok(Paging.Of(
                [.. events.Select(e => new ComplianceEntry(e.Version, e.Data.GetType().Name, e.Timestamp, e.Data))], size, item => [$"{item.Version}"]));
        }).WithName("GetComputerComplianceHistory").WithSummary("When a computer kept a security policy and when not.");
    }
}
