namespace Distribution.ServiceDefaults;

/// <summary>
/// Which permission each route of a service asks for, in one place: 'POST /lamps' -> 'lamps.create'. A service with a route that is
/// not listed does not start.
/// </summary>
/// <param name="grants">Whether a role gives a permission.</param>
public sealed class RoutePermissions(Func<string, string, bool> grants)
{
    /// <summary>Asks for no caller: health, and what proves by itself who comes (a computer's own secret, a signed link).</summary>
    public const string Open = "open";

    /// <summary>Asks for a caller, whatever their roles are.</summary>
    public const string AnyCaller = "any caller";

    private readonly Dictionary<(string Method, string Pattern), string> _stated = new()
    {
        [("*", "/health/live")] = Open,
        [("*", "/health/ready")] = Open,
        [("GET", "/metrics")] = Open,
    };

    /// <summary>What a request asks for that leads to no route at all.</summary>
    public string WithoutRoute { get; init; } = AnyCaller;

    /// <summary>All that is stated, as 'METHOD /pattern'.</summary>
    public IEnumerable<(string Route, string Permission)> All => _stated.Select(stated => ($"{stated.Key.Method} {stated.Key.Pattern}", stated.Value));

    /// <summary>States the permission of a route, which is written as it is mapped: 'GET /lamps/{id:guid}'.</summary>
    public string this[string route]
    {
        set => _stated[(route[..route.IndexOf(' ', StringComparison.Ordinal)], route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..])] = value;
    }

    /// <summary>What a route asks for, or null when nobody stated it.</summary>
    public string? Of(string method, string pattern) =>
        _stated.TryGetValue((method, pattern), out var permission) || _stated.TryGetValue(("*", pattern), out permission) ? permission : null;

    /// <summary>Whether a role is enough for a permission.</summary>
    public bool Grants(string role, string permission) => permission is Open or AnyCaller || grants(role, permission);
}
