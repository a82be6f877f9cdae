using Distribution.Contracts.Rules;

namespace Distribution.IdGroupPolicy;

/// <summary>What each route of this service asks of its caller. A route that is missing here stops the service at its start.</summary>
internal static class Permissions
{
    public static RoutePermissions Routes => new(Roles.Grant)
    {
        // The broker asks; the gateway leads nobody here.
        ["POST /broker-authorization/resource"] = RoutePermissions.Open,
        ["POST /broker-authorization/topic"] = RoutePermissions.Open,
        ["POST /broker-authorization/user"] = RoutePermissions.Open,
        ["POST /broker-authorization/vhost"] = RoutePermissions.Open,

        ["GET /computers"] = "computers.read",
        ["GET /computers/absent"] = "computers.read",
        ["GET /computers/figures"] = "computers.read",
        ["POST /computers/assets"] = "computers.edit",
        ["DELETE /computers/{id:guid}"] = "computers.remove",
        ["GET /computers/{id:guid}"] = "computers.read",
        ["PUT /computers/{id:guid}/assets"] = "computers.edit",
        ["GET /computers/{id:guid}/compliance"] = "security.read",
        ["GET /computers/{id:guid}/compliance/{policyId:guid}/history"] = "security.read",
        ["DELETE /computers/{id:guid}/fence"] = "computers.fence",
        ["GET /computers/{id:guid}/inventory"] = "computers.read",
        ["DELETE /computers/{id:guid}/relay"] = "computers.edit",
        ["PUT /computers/{id:guid}/relay"] = "computers.edit",
        ["POST /computers/{id:guid}/secret-rotation"] = "computers.fence",
        ["GET /computers/{id:guid}/software-history"] = "computers.read",

        ["GET /enrolment-keys"] = "enrolment-keys.read",
        ["POST /enrolment-keys"] = "computers.enrol",
        ["DELETE /enrolment-keys/{id:guid}"] = "computers.enrol",

        // A computer proves by its enrolment key, and later by its own secret, who it is.
        ["POST /enrolments"] = RoutePermissions.Open,
        // Roots are signed, and a secret to nobody.
        ["GET /enrolments/roots"] = RoutePermissions.Open,
        ["POST /enrolments/{id:guid}/group-registrations"] = RoutePermissions.Open,
        ["PUT /enrolments/{id:guid}/secret"] = RoutePermissions.Open,

        ["GET /groups"] = "groups.read",
        ["POST /groups"] = "groups.edit",
        ["DELETE /groups/{id:guid}"] = "groups.edit",
        ["GET /groups/{id:guid}"] = "groups.read",
        ["PATCH /groups/{id:guid}"] = "groups.edit",
        ["DELETE /groups/{id:guid}/condition"] = "groups.edit",
        ["GET /groups/{id:guid}/condition"] = "groups.read",
        ["PUT /groups/{id:guid}/condition"] = "groups.edit",
        ["DELETE /groups/{id:guid}/groups/{innerId:guid}"] = "groups.edit",
        ["PUT /groups/{id:guid}/groups/{innerId:guid}"] = "groups.edit",
        ["GET /groups/{id:guid}/members"] = "groups.read",
        ["POST /groups/{id:guid}/members/import"] = "groups.edit",
        ["DELETE /groups/{id:guid}/members/{computerId:guid}"] = "groups.edit",
        ["PUT /groups/{id:guid}/members/{computerId:guid}"] = "groups.edit",
        ["DELETE /groups/{id:guid}/self-registration"] = "groups.edit",
        ["PUT /groups/{id:guid}/self-registration"] = "groups.edit",

        ["GET /policies"] = "policies.read",
        ["POST /policies"] = "policies.edit",
        ["GET /policies/export"] = "policies.read",
        ["POST /policies/import"] = "policies.edit",
        ["POST /policies/preview"] = "policies.read",
        ["DELETE /policies/{id:guid}"] = "policies.edit",
        ["GET /policies/{id:guid}"] = "policies.read",
        ["PUT /policies/{id:guid}"] = "policies.edit",
        ["POST /policies/{id:guid}/applications"] = "policies.edit",
        ["GET /policies/{id:guid}/preview"] = "policies.read",

        ["GET /audit/id-group-policy/verification"] = "audit.read",

        ["GET /retellings/id-group-policy/{id:guid}"] = "history.retell",
        ["PUT /retellings/id-group-policy/{id:guid}"] = "history.retell",

        ["GET /searches"] = "searches.read",
        ["DELETE /searches/{id:guid}"] = "searches.edit",
        ["GET /searches/{id:guid}"] = "searches.read",
        ["PUT /searches/{id:guid}"] = "searches.edit",
        ["PUT /searches/{id:guid}/group"] = "groups.edit",

        ["GET /security-policies"] = "security.read",
        ["POST /security-policies"] = "security.edit",
        ["GET /security-policies/compliance"] = "security.read",
        ["DELETE /security-policies/{id:guid}"] = "security.edit",
        ["GET /security-policies/{id:guid}"] = "security.read",
        ["PUT /security-policies/{id:guid}"] = "security.edit",
        ["GET /security-policies/{id:guid}/compliance"] = "security.read",
        ["DELETE /security-policies/{id:guid}/groups/{groupId:guid}"] = "security.edit",
        ["PUT /security-policies/{id:guid}/groups/{groupId:guid}"] = "security.edit",
        ["GET /security-policies/{id:guid}/groups/{groupId:guid}/compliance"] = "security.read",
        ["GET /security-policies/{id:guid}/groups/{groupId:guid}/compliance/history"] = "security.read",
    };
}
