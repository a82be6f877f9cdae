using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;

namespace Distribution.Packages;

/// <summary>What each route of this service asks of its caller. A route that is missing here stops the service at its start.</summary>
internal static class Permissions
{
    public static RoutePermissions Routes => new(Roles.Grant)
    {
        ["GET /contents"] = "packages.read",
        // The bytes need a signed link; without one HEAD alone answers, to a caller.
        ["GET /contents/{sha256}"] = RoutePermissions.Open,
        ["HEAD /contents/{sha256}"] = RoutePermissions.Open,
        ["PUT /contents/{sha256}"] = "packages.edit",
        ["GET /contents/{sha256}/attributes"] = "packages.read",

        ["GET /packages"] = "packages.read",
        ["POST /packages"] = "packages.edit",
        ["GET /packages/folders"] = "packages.read",
        ["DELETE /packages/{id:guid}"] = "packages.edit",
        ["GET /packages/{id:guid}"] = "packages.read",
        ["PATCH /packages/{id:guid}"] = "packages.edit",
        ["GET /packages/{id:guid}/content"] = "packages.read",
        ["HEAD /packages/{id:guid}/content"] = "packages.read",
        ["GET /packages/{id:guid}/history"] = "packages.read",
        ["GET /packages/{id:guid}/icon"] = "packages.read",
        ["HEAD /packages/{id:guid}/icon"] = "packages.read",

        ["GET /audit/packages/verification"] = "audit.read",

        ["GET /retellings/packages/{id:guid}"] = "history.retell",
        ["PUT /retellings/packages/{id:guid}"] = "history.retell",

        ["OPTIONS /uploads"] = RoutePermissions.Open,
        ["POST /uploads"] = "packages.edit",
        ["DELETE /uploads/{id:guid}"] = "packages.edit",
        ["GET /uploads/{id:guid}"] = "packages.edit",
        ["HEAD /uploads/{id:guid}"] = "packages.edit",
        ["OPTIONS /uploads/{id:guid}"] = RoutePermissions.Open,
        ["PATCH /uploads/{id:guid}"] = "packages.edit",
    };
}
