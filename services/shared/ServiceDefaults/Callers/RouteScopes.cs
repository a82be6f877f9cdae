using Microsoft.AspNetCore.Http;

namespace Distribution.ServiceDefaults;

/// <summary>Refuses a request that concerns what lies outside of the caller's groups.</summary>
/// <exception cref="NotFoundException">What is asked for lies outside: to this caller it does not exist.</exception>
public delegate Task CheckScope(HttpContext context, IReadOnlyList<Guid> groups);

/// <summary>
/// How each route of a service keeps a caller within their groups, in one place. A route that is not listed is closed to everybody who may
/// not see all computers: nobody gets further than intended because somebody forgot a line.
/// </summary>
public sealed class RouteScopes
{
    /// <summary>Concerns no computer and no group.</summary>
    public static readonly CheckScope Free = (_, _) => Task.CompletedTask;

    /// <summary>The handler itself gives or takes no more than lies within the caller's groups.</summary>
    public static readonly CheckScope Within = (_, _) => Task.CompletedTask;

    private readonly Dictionary<string, CheckScope> _stated = [];

    /// <summary>All that is stated, as 'METHOD /pattern'.</summary>
    public IEnumerable<string> Routes => _stated.Keys;

    /// <summary>States how a route, written as it is mapped, keeps within the caller's groups.</summary>
    public CheckScope this[string route]
    {
        set => _stated[route] = value;
    }

    /// <summary>How a route keeps within the caller's groups; null when it is closed to whoever has any.</summary>
    public CheckScope? Of(string method, string pattern) => _stated.GetValueOrDefault($"{method} {pattern}");

    /// <summary>The id that a route names.</summary>
    public static Guid Id(HttpContext context, string name = "id") => Guid.Parse((string)context.Request.RouteValues[name]!);
}
