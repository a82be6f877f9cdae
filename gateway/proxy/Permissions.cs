using Distribution.Contracts.Rules;

namespace Distribution.Proxy;

/// <summary>What each route of the gateway asks of its caller. What it only passes on, the service behind it judges.</summary>
internal static class Permissions
{
    /// <summary>
    /// Whoever manages access for some ID groups sees and gives rights over these alone: the handlers see to it (Grant.MustLieWithin,
    /// Grant.Among). Who did what is told to those alone who may see all computers.
    /// </summary>
    public static RouteScopes Scopes(RoutePermissions permissions)
    {
        var scopes = new RouteScopes();
        foreach (var (route, _) in permissions.All.Where(stated => stated.Permission is "access.read" or "access.manage"))
            scopes[route] = RouteScopes.Within;
        return scopes;
    }

    public static RoutePermissions Of(IConfiguration configuration)
    {
        var routes = new RoutePermissions(Roles.Grant)
        {
            // The dashboard's files, the sign-in page among them.
            WithoutRoute = RoutePermissions.Open,
            ["GET /{**path:nonfile}"] = RoutePermissions.Open,
            ["HEAD /{**path:nonfile}"] = RoutePermissions.Open,
            ["* /api/{**path}"] = RoutePermissions.Open,

            // What stands in the document is no secret, and says nothing of this installation.
            ["GET /api/openapi.json"] = RoutePermissions.Open,
            ["HEAD /api/openapi.json"] = RoutePermissions.Open,
            ["GET /api/docs"] = RoutePermissions.Open,
            ["HEAD /api/docs"] = RoutePermissions.Open,
            ["GET /api/docs/docs.js"] = RoutePermissions.Open,
            ["HEAD /api/docs/docs.js"] = RoutePermissions.Open,
            ["GET /api/docs/docs.css"] = RoutePermissions.Open,
            ["HEAD /api/docs/docs.css"] = RoutePermissions.Open,

            ["POST /api/access/sessions"] = RoutePermissions.Open,
            ["DELETE /api/access/session"] = RoutePermissions.Open,
            ["GET /api/access/provider"] = RoutePermissions.Open,
            ["GET /api/access/provider/start"] = RoutePermissions.Open,
            ["GET /api/access/provider/return"] = RoutePermissions.Open,
            ["GET /api/access/session"] = RoutePermissions.AnyCaller,
            ["GET /api/access/roles"] = RoutePermissions.AnyCaller,
            ["PUT /api/access/password"] = RoutePermissions.AnyCaller,

            ["GET /api/audit/gateway"] = "audit.read",

            ["GET /api/access/people"] = "access.read",
            ["POST /api/access/people"] = "access.manage",
            ["PUT /api/access/people/{id:guid}/roles"] = "access.manage",
            ["POST /api/access/people/{id:guid}/password"] = "access.manage",
            ["PUT /api/access/people/{id:guid}/disabled"] = "access.manage",
            ["DELETE /api/access/people/{id:guid}/disabled"] = "access.manage",

            // Everybody has keys of their own; those of others are judged there.
            ["GET /api/access/keys"] = RoutePermissions.AnyCaller,
            ["POST /api/access/keys"] = RoutePermissions.AnyCaller,
            ["DELETE /api/access/keys/{id:guid}"] = RoutePermissions.AnyCaller,
        };
        foreach (var route in configuration.GetSection("ReverseProxy:Routes").GetChildren())
            routes[$"* {route["Match:Path"]}"] = RoutePermissions.Open;
        return routes;
    }
}
