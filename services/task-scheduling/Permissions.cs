using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling;

/// <summary>What each route of this service asks of its caller. A route that is missing here stops the service at its start.</summary>
internal static class Permissions
{
    public static RoutePermissions Routes => new(Roles.Grant)
    {
        ["GET /executions"] = "tasks.read",
        ["GET /executions/{id:guid}"] = "tasks.read",
        ["GET /executions/{id:guid}/history"] = "tasks.read",
        ["POST /executions/{id:guid}/retry"] = "tasks.control",

        ["GET /limits"] = "tasks.read",
        ["PUT /limits/groups/{id:guid}"] = "tasks.limit",
        ["PUT /limits/system"] = "tasks.limit",

        ["GET /maintenance-windows/{groupId:guid}"] = "tasks.read",
        ["PUT /maintenance-windows/{groupId:guid}"] = "tasks.limit",

        ["GET /audit/task-scheduling/verification"] = "audit.read",

        ["GET /retellings/task-scheduling/{id:guid}"] = "history.retell",
        ["PUT /retellings/task-scheduling/{id:guid}"] = "history.retell",

        ["GET /task-templates"] = "tasks.read",
        ["DELETE /task-templates/{id:guid}"] = "tasks.edit",
        ["GET /task-templates/{id:guid}"] = "tasks.read",
        ["PUT /task-templates/{id:guid}"] = "tasks.edit",
        ["POST /task-templates/{id:guid}/tasks"] = "tasks.edit",

        ["GET /tasks"] = "tasks.read",
        ["POST /tasks"] = "tasks.edit",
        ["POST /tasks/preview"] = "tasks.read",
        ["DELETE /tasks/{id:guid}"] = "tasks.edit",
        ["GET /tasks/{id:guid}"] = "tasks.read",
        ["PUT /tasks/{id:guid}"] = "tasks.edit",
        ["POST /tasks/{id:guid}/approve"] = "tasks.approve",
        ["POST /tasks/{id:guid}/reject"] = "tasks.approve",
        ["POST /tasks/{id:guid}/cancel"] = "tasks.control",
        ["POST /tasks/{id:guid}/copy"] = "tasks.edit",
        ["GET /tasks/{id:guid}/executions"] = "tasks.read",
        ["GET /tasks/{id:guid}/history"] = "tasks.read",
        ["POST /tasks/{id:guid}/pause"] = "tasks.stop",
        ["GET /tasks/{id:guid}/progress"] = "tasks.read",
        ["POST /tasks/{id:guid}/resume"] = "tasks.control",
        ["POST /tasks/{id:guid}/retry"] = "tasks.control",
        ["POST /tasks/{id:guid}/stop"] = "tasks.stop",
        ["POST /tasks/{id:guid}/template"] = "tasks.edit",
        ["GET /tasks/{id:guid}/waves"] = "tasks.read",
        ["POST /tasks/{id:guid}/waves/{wave:int:min(1)}/approve"] = "tasks.control",
    };
}
