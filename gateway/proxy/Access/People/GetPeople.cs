namespace Distribution.Proxy.Access.People;

/// <summary>A person as may be seen: without the password's hash.</summary>
public sealed record PersonView(
    Guid Id, string Name, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, bool MustChangePassword, DateTimeOffset AddedAt,
    DateTimeOffset? DisabledAt);

internal static class GetPeople
{
    public const string Index = "create index if not exists mt_doc_person_idx_name on mt_doc_person ((data ->> 'Name') collate \"C\", id)";

    public static void MapGetPeople(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/access/people", async (string? after, int? limit, Caller caller, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after));
            var read = await session.QueryAsync<Person>(
                $"where (data ->> 'Name') collate \"C\" > ?{Grant.Among(caller)} order by (data ->> 'Name') collate \"C\" limit ?",
                ct, [behind?[0] ?? "", .. Grant.Parameters(caller), size + 1]);
            return TypedResults.Ok(Paging.Of(
                [.. read.Select(p => new PersonView(p.Id, p.Name, p.DisplayName, p.Grant.Roles, p.Grant.Groups, p.MustChangePassword, p.AddedAt, p.DisabledAt))],
                size, item => [item.Name]));
        });
}
