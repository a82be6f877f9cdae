using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>Carries a search out.</summary>
internal static class FindComputers
{
    /// <summary>The computers for which a condition holds, in the order of their names.</summary>
    /// <param name="behind">The name and id of the last one that was seen.</param>
    /// <param name="caller">Of whose groups alone.</param>
    public static async Task<IReadOnlyList<Computer>> FindComputersAsync(
        this IDocumentSession session, SearchCondition condition, string[] behind, int limit, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var ids = await session.FindAsync(condition, behind, limit, now, ct, caller);
        var computers = (await session.QueryAsync<Computer>("where id = any(?)", ct, ids.ToArray())).ToDictionary(computer => computer.Id);
        return [.. ids.Where(computers.ContainsKey).Select(id => computers[id])];
    }

    /// <summary>The ids of those computers.</summary>
    public static async Task<IReadOnlyList<Guid>> FindAsync(
        this IDocumentSession session, SearchCondition condition, string[] behind, int limit, DateTimeOffset now, CancellationToken ct, Caller? caller = null)
    {
        var sql = await SearchSql.CompileAsync(condition, session, now, ct);
        return await session.QueryAsync<Guid>(Sql(sql, Scopes.Among(caller)), ct, [behind[0], behind[1], .. sql.Parameters, .. Scopes.Parameters(caller), limit]);
    }

    /// <summary>What is asked of the database: parameters are a name and an id to come behind, those of the condition, and how many.</summary>
    public static string Sql(SearchSql condition, string among = "") =>
        $"""
        select d.id from mt_doc_searched_computer d
        where (d.data ->> 'Name', d.id::text) > (?, ?) and {condition.Text}{among} order by d.data ->> 'Name', d.id::text limit ?
        """;
}
