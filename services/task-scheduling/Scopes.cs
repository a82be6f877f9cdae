using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling;

/// <summary>How each route keeps a caller within their ID groups; what is not listed is for those who may see all computers.</summary>
internal static class Scopes
{
    /// <summary>
    /// Tasks that stand for groups of the caller's and nothing else, and those that somebody of the same groups made. A task by which a
    /// central operator names single computers is the central operators' own. Parameters: the groups as JSON, each alone and all together.
    /// </summary>
    public const string Tasks =
        "((data -> 'GroupIds' @> any(?::jsonb[]) and data -> 'GroupIds' <@ ?::jsonb and data ->> 'ComputerCount' = '0') or (data -> 'MadeFor' @> any(?::jsonb[]) and data -> 'MadeFor' <@ ?::jsonb))";

    public static RouteScopes Routes => new()
    {
        ["GET /tasks"] = RouteScopes.Within,
        ["POST /tasks"] = RouteScopes.Within,
        ["POST /tasks/preview"] = RouteScopes.Within,
        ["GET /tasks/{id:guid}"] = TaskAsync,
        ["PUT /tasks/{id:guid}"] = ChangedTaskAsync,
        ["DELETE /tasks/{id:guid}"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/cancel"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/copy"] = TaskAsync,
        ["POST /tasks/{id:guid}/pause"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/resume"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/retry"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/stop"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/waves/{wave:int:min(1)}/approve"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/approve"] = ChangedTaskAsync,
        ["POST /tasks/{id:guid}/reject"] = ChangedTaskAsync,
        ["GET /tasks/{id:guid}/executions"] = TaskAsync,
        ["GET /tasks/{id:guid}/history"] = TaskAsync,
        ["GET /tasks/{id:guid}/progress"] = TaskAsync,
        ["GET /tasks/{id:guid}/waves"] = TaskAsync,
        ["GET /executions"] = AskedComputerAsync,
        ["GET /executions/{id:guid}"] = ExecutionAsync,
        ["GET /executions/{id:guid}/history"] = ExecutionAsync,
        ["POST /executions/{id:guid}/retry"] = ExecutionAsync,
        ["GET /maintenance-windows/{groupId:guid}"] = GroupAsync,
        ["PUT /maintenance-windows/{groupId:guid}"] = GroupAsync,
    };

    /// <summary>The parameters of <see cref="Tasks"/>.</summary>
    public static object[] Parameters(IReadOnlyList<Guid> groups)
    {
        string[] each = [.. groups.Select(group => $"[\"{group:D}\"]")];
        var all = $"[{string.Join(',', groups.Select(group => $"\"{group:D}\""))}]";
        return [each, all, each, all];
    }

    /// <summary>Those of some computers that are in none of the groups.</summary>
    public static async Task<IReadOnlyList<Guid>> OutsideAsync(
        IDocumentSession session, IReadOnlyCollection<Guid> computers, IReadOnlyList<Guid> groups, CancellationToken ct)
    {
        if (computers.Count == 0)
            return [];
        var pairs = computers.SelectMany(computer => groups.Select(group => GroupMember.IdFor(group, computer))).ToArray();
        var inside = await session.QueryAsync<Guid>(
            "select (data ->> 'ComputerId')::uuid from mt_doc_group_member where id = any(?) and data ->> 'Joined' = 'true'", ct, pairs);
        return [.. computers.Except(inside)];
    }

    private static async Task<DistributionTask> TaskAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        var (session, id) = (Session(context), RouteScopes.Id(context));
        return await session.LoadAsync<DistributionTask>(id, context.RequestAborted) is { } task && task.LiesWithin(groups) ? task : throw new NotFoundException("task", id);
    }

    // Whoever made it sees it, also when somebody of the central operators has widened it since; but what it reaches by now is not theirs to change.
    private static async Task ChangedTaskAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        var task = await TaskAsync(context, groups);
        await context.RequestServices.GetRequiredService<TaskAuthor>().RefuseForeignAsync(task, context.RequestAborted);
    }

    private static async Task ExecutionAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        var (session, id) = (Session(context), RouteScopes.Id(context));
        if (await session.LoadAsync<Execution>(id, context.RequestAborted) is not { } execution
            || (await OutsideAsync(session, [execution.ComputerId], groups, context.RequestAborted)).Count > 0)
            throw new NotFoundException("execution", id);
    }

    private static async Task AskedComputerAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        if (Guid.TryParse(context.Request.Query["computerId"], out var computer)
            && (await OutsideAsync(Session(context), [computer], groups, context.RequestAborted)).Count > 0)
            throw new NotFoundException("computer", computer);
    }

    private static Task GroupAsync(HttpContext context, IReadOnlyList<Guid> groups) =>
        groups.Contains(RouteScopes.Id(context, "groupId")) ? Task.CompletedTask : throw new NotFoundException("ID group", RouteScopes.Id(context, "groupId"));

    private static IDocumentSession Session(HttpContext context) => context.RequestServices.GetRequiredService<IDocumentSession>();
}
