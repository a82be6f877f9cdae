using Distribution.ServiceDefaults;

namespace Distribution.Packages;

/// <summary>
/// The catalogue is the same for everybody: whoever may use it sees and adds to it, for whichever computers. What is there already
/// may run on the computers of others, so that only those change or remove it who may touch all.
/// </summary>
internal static class Scopes
{
    private static readonly string[] OfEverybody = ["PATCH /packages/{id:guid}", "DELETE /packages/{id:guid}"];

    public static RouteScopes Routes
    {
        get
        {
            var scopes = new RouteScopes();
            var free = Permissions.Routes.All.Where(stated => stated.Permission.StartsWith("packages.", StringComparison.Ordinal) && !OfEverybody.Contains(stated.Route));
            foreach (var (route, _) in free)
                scopes[route] = RouteScopes.Free;
            return scopes;
        }
    }
}
