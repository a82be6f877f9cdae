using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;

namespace Distribution.Reporting;

/// <summary>What each route of this service asks of its caller. A route that is missing here stops the service at its start.</summary>
internal static class Permissions
{
    public static RoutePermissions Routes => new(Roles.Grant)
    {
        ["GET /changes"] = "reports.read",

        ["GET /reports/audit"] = "audit.read",
        ["GET /reports/audit/seals"] = "audit.read",
        ["GET /reports/agents"] = "reports.read",
        ["GET /reports/computers/{id:guid}"] = "reports.read",
        ["GET /reports/computers/{id:guid}/history"] = "reports.read",
        ["GET /reports/computers/{id:guid}/jobs"] = "reports.read",
        ["GET /reports/exports/{list}"] = "reports.read",
        ["GET /reports/groups/{id:guid}/computers"] = "reports.read",
        ["GET /reports/groups/{id:guid}/jobs"] = "reports.read",
        ["GET /reports/overview"] = "reports.read",
        ["GET /reports/packages"] = "reports.read",
        ["GET /reports/packages/{id:guid}/computers"] = "reports.read",
        ["GET /reports/rebuilds/{id:guid}"] = "history.retell",
        ["PUT /reports/rebuilds/{id:guid}"] = "history.retell",
        ["GET /reports/stand-by"] = "reports.read",
        ["GET /reports/tasks"] = "reports.read",
        ["GET /reports/tasks/{id:guid}"] = "reports.read",
        ["GET /reports/tasks/{id:guid}/breakdown"] = "reports.read",
        ["GET /reports/tasks/{id:guid}/computers"] = "reports.read",
        ["GET /reports/tasks/{id:guid}/computers/{computerId:guid}"] = "reports.read",
        ["GET /reports/tasks/{id:guid}/groups"] = "reports.read",
        ["GET /reports/tasks/{id:guid}/print"] = "reports.read",
    };
}
