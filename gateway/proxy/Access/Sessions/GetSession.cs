using Distribution.Contracts.Rules;
using Distribution.Proxy.Access.People;

namespace Distribution.Proxy.Access.Sessions;

/// <summary>Who is calling and what they may do: for pages and programs that hide what would be refused.</summary>
public sealed record SessionView(
    string Id, string Name, CallerKind Kind, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, IReadOnlyList<Guid>? Groups, bool MustChangePassword);

internal static class GetSession
{
    public static void MapGetSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/access/session", async (Caller caller, HttpContext http, IDocumentSession session, CancellationToken ct) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var person = caller.Kind == CallerKind.Person && Guid.TryParse(caller.Id, out var id) ? await session.LoadAsync<Person>(id, ct) : null;
            return TypedResults.Ok(new SessionView(
                caller.Id, caller.Name, caller.Kind, caller.Roles, Roles.PermissionsOf(caller.Roles), caller.Groups, person?.MustChangePassword == true));
        });

        routes.MapGet("/api/access/roles", () => TypedResults.Ok(Roles.All.ToDictionary(role => role, role => Roles.PermissionsOf([role]))));
    }
}
