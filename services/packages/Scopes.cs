using Distribution.ServiceDefaults;

namespace Distribution.Packages;

/// <summary>The catalogue is the same for everybody: of whoever may use it, nobody asks for which computers.</summary>
internal static class Scopes
{
    public static RouteScopes Routes
    {
        get
        {
            var scopes = new RouteScopes();
            foreach (var (route, _) in Permissions.Routes.All.Where(stated => stated.Permission.StartsWith("packages.", StringComparison.Ordinal)))
                scopes[route] = RouteScopes.Free;
            return scopes;
        }
    }
}
