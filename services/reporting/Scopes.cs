using Dapper;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting;

/// <summary>How each route keeps a caller within their ID groups; what is not listed is for those who may see all computers.</summary>
internal static class Scopes
{
    /// <summary>Tasks t that stand for the groups @groups and nothing else, and those that somebody of these groups made: as task-scheduling judges them.</summary>
    public const string Tasks =
        "((t.group_ids <@ @groups and t.group_ids <> '{}' and t.computer_ids = '{}') or (t.made_for <@ @groups and t.made_for <> '{}'))";

    public static RouteScopes Routes => new()
    {
        ["GET /reports/tasks"] = RouteScopes.Within,
        ["GET /reports/tasks/{id:guid}"] = TaskAsync,
        ["GET /reports/tasks/{id:guid}/breakdown"] = TaskAsync,
        ["GET /reports/tasks/{id:guid}/computers"] = TaskAsync,
        ["GET /reports/tasks/{id:guid}/computers/{computerId:guid}"] = TaskAsync,
        ["GET /reports/tasks/{id:guid}/groups"] = TaskAsync,
        ["GET /reports/tasks/{id:guid}/print"] = TaskAsync,
        ["GET /reports/computers/{id:guid}"] = ComputerAsync,
        ["GET /reports/computers/{id:guid}/history"] = ComputerAsync,
        ["GET /reports/computers/{id:guid}/jobs"] = ComputerAsync,
        ["GET /reports/groups/{id:guid}/computers"] = GroupAsync,
        ["GET /reports/groups/{id:guid}/jobs"] = GroupAsync,
    };

    private static Task TaskAsync(HttpContext context, IReadOnlyList<Guid> groups) =>
        RefuseUnlessAsync(context, groups, "task", $"select exists (select from tasks t where t.task_id = @id and {Tasks})");

    private static Task ComputerAsync(HttpContext context, IReadOnlyList<Guid> groups) => RefuseUnlessAsync(
        context, groups, "computer", "select exists (select from memberships where computer_id = @id and group_id = any(@groups) and present)");

    private static Task GroupAsync(HttpContext context, IReadOnlyList<Guid> groups) =>
        groups.Contains(RouteScopes.Id(context)) ? Task.CompletedTask : throw new NotFoundException("ID group", RouteScopes.Id(context));

    private static async Task RefuseUnlessAsync(HttpContext context, IReadOnlyList<Guid> groups, string noun, string within)
    {
        var id = RouteScopes.Id(context);
        await using var connection = await context.RequestServices.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(context.RequestAborted);
        if (!await connection.ExecuteScalarAsync<bool>(within, new { id, groups = groups.ToArray() }))
            throw new NotFoundException(noun, id);
    }
}
