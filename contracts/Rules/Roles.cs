namespace Distribution.Contracts.Rules;

/// <summary>
/// The one table of who may do what: roles after the predecessors' (domain 2.12, 3.1), and the permissions that each gives. The gateway
/// asks it what to show to whom, a service whether to answer; which permission a route asks for, the service's Permissions.cs says.
/// </summary>
public static class Roles
{
    public const string SystemAdministrator = "system-administrator";
    public const string Distribution = "distribution";
    public const string Asset = "asset";
    public const string Security = "security";
    public const string Monitoring = "monitoring";
    public const string Viewer = "viewer";
    public const string Auditor = "auditor";

    private static readonly string[] Looking =
        ["packages.read", "tasks.read", "computers.read", "groups.read", "searches.read", "policies.read", "reports.read"];

    private static readonly string[] Distributing =
    [
        .. Looking, "security.read", "packages.edit", "tasks.edit", "tasks.control", "tasks.stop", "tasks.approve", "tasks.limit",
        "groups.edit", "searches.edit", "policies.edit",
    ];

    private static readonly Dictionary<string, HashSet<string>> Table = new()
    {
        [Viewer] = [.. Looking],
        // Sees trouble first: may stop what runs, and start nothing.
        [Monitoring] = [.. Looking, "security.read", "tasks.stop"],
        [Distribution] = [.. Distributing],
        [Asset] =
        [
            .. Looking, "security.read", "computers.edit", "computers.remove", "computers.enrol", "enrolment-keys.read", "groups.edit",
            "searches.edit",
        ],
        // Security management implies distribution: what it finds it has to be able to mend.
        [Security] = [.. Distributing, "security.edit", "computers.fence"],
        // Sees everything, who may do what and who did what included, and changes nothing.
        [Auditor] = [.. Looking, "security.read", "enrolment-keys.read", "access.read", "audit.read"],
        [SystemAdministrator] =
        [
            .. Distributing, "security.edit", "computers.edit", "computers.remove", "computers.enrol", "computers.fence", "enrolment-keys.read",
            "history.retell", "access.read", "access.manage", "audit.read",
        ],
    };

    /// <summary>Every role's name.</summary>
    public static IReadOnlyCollection<string> All => Table.Keys;

    /// <summary>Whether a role gives a permission; an unknown role gives none.</summary>
    public static bool Grant(string role, string permission) => Table.TryGetValue(role, out var permissions) && permissions.Contains(permission);

    /// <summary>All that several roles give together.</summary>
    public static IReadOnlyList<string> PermissionsOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(role => Table.GetValueOrDefault(role) ?? []).Distinct().Order(StringComparer.Ordinal)];
}
