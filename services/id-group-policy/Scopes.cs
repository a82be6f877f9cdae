using Distribution.IdGroupPolicy.Groups;

namespace Distribution.IdGroupPolicy;

/// <summary>How each route keeps a caller within their ID groups; what is not listed is for those who may see all computers.</summary>
internal static class Scopes
{
    /// <summary>A condition on computers, whose table is called d as in the store's own queries: those in the caller's groups; nothing when the caller has all.</summary>
    public static string Among(Caller? caller) => caller?.Groups is null
        ? ""
        : " and exists (select from mt_doc_membership s where s.data ->> 'ComputerId' = d.id::text and s.data ->> 'LeftAt' is null and s.data ->> 'GroupId' = any(?))";

    /// <summary>The parameters of that condition.</summary>
    public static object[] Parameters(Caller? caller) => caller?.Groups is { } groups ? [Texts(groups)] : [];

    public static RouteScopes Routes => new()
    {
        ["GET /computers"] = RouteScopes.Within,
        ["GET /computers/{id:guid}"] = ComputerAsync,
        ["PUT /computers/{id:guid}/assets"] = ComputerAsync,
        ["DELETE /computers/{id:guid}"] = ComputerAsync,
        ["DELETE /computers/{id:guid}/fence"] = ComputerAsync,
        ["GET /computers/{id:guid}/inventory"] = ComputerAsync,
        ["GET /computers/{id:guid}/software-history"] = ComputerAsync,
        ["POST /computers/{id:guid}/secret-rotation"] = ComputerAsync,
        ["PUT /computers/{id:guid}/relay"] = ComputerAsync,
        ["DELETE /computers/{id:guid}/relay"] = ComputerAsync,
        ["GET /computers/{id:guid}/compliance"] = ComputerAsync,
        ["GET /computers/{id:guid}/compliance/{policyId:guid}/history"] = ComputerAsync,

        ["GET /groups"] = RouteScopes.Within,
        ["GET /groups/{id:guid}"] = GroupAsync,
        ["PATCH /groups/{id:guid}"] = GroupAsync,
        ["GET /groups/{id:guid}/members"] = GroupAsync,
        ["GET /groups/{id:guid}/condition"] = GroupAsync,
        // A computer of elsewhere must not be taken over by putting it into a group of one's own.
        ["PUT /groups/{id:guid}/members/{computerId:guid}"] = GroupAndComputerAsync,
        ["DELETE /groups/{id:guid}/members/{computerId:guid}"] = GroupAndComputerAsync,
    };

    /// <summary>The caller's groups with those that they contain: whoever has the outer one has the inner ones.</summary>
    public static async Task<IReadOnlyList<Guid>> WithNestedAsync(IDocumentSession session, IReadOnlyList<Guid> groups, CancellationToken ct)
    {
        var nesting = await session.LoadAsync<Nesting>(Nesting.TheOne, ct);
        var all = new HashSet<Guid>(groups);
        for (var next = new Queue<Guid>(groups); nesting is not null && next.TryDequeue(out var outer);)
        {
            foreach (var inner in nesting.Within(outer).Where(all.Add))
                next.Enqueue(inner);
        }

        return [.. all];
    }

    /// <summary>Group ids as the documents hold them.</summary>
    public static string[] Texts(IEnumerable<Guid> groups) => [.. groups.Select(group => group.ToString("D"))];

    private static async Task ComputerAsync(HttpContext context, IReadOnlyList<Guid> groups) => await ComputerAsync(context, "id", groups);

    private static async Task ComputerAsync(HttpContext context, string name, IReadOnlyList<Guid> groups)
    {
        var (session, id) = (context.RequestServices.GetRequiredService<IDocumentSession>(), RouteScopes.Id(context, name));
        var found = await session.QueryAsync<long>(
            "select count(*) from mt_doc_membership where data ->> 'ComputerId' = ? and data ->> 'LeftAt' is null and data ->> 'GroupId' = any(?)",
            context.RequestAborted, id.ToString("D"), Texts(groups));
        if (found[0] == 0)
            throw new NotFoundException("computer", id);
    }

    private static async Task GroupAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        var (session, id) = (context.RequestServices.GetRequiredService<IDocumentSession>(), RouteScopes.Id(context));
        if (!(await WithNestedAsync(session, groups, context.RequestAborted)).Contains(id))
            throw new NotFoundException("ID group", id);
    }

    private static async Task GroupAndComputerAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        await GroupAsync(context, groups);
        await ComputerAsync(context, "computerId", groups);
    }
}
