using System.Text.Json;

namespace Distribution.Cli;

/// <summary>People write names, the platform wants ids: both are understood wherever something is named.</summary>
internal static class Known
{
    public static Task<Guid> Package(Gateway gateway, string named, CancellationToken cancel) => Find(gateway, "package", "packages", named, cancel);

    public static Task<Guid> Group(Gateway gateway, string named, CancellationToken cancel) => Find(gateway, "ID group", "groups", named, cancel);

    public static Task<Guid> Search(Gateway gateway, string named, CancellationToken cancel) => Find(gateway, "saved search", "searches", named, cancel);

    public static Task<Guid> Computer(Gateway gateway, string named, CancellationToken cancel) => Find(gateway, "computer", "computers", named, cancel);

    public static Task<Guid> SecurityPolicy(Gateway gateway, string named, CancellationToken cancel) =>
        Find(gateway, "security policy", "security-policies", named, cancel);

    public static Task<Guid> Task(Gateway gateway, string named, CancellationToken cancel) => Find(gateway, "task", "tasks", named, cancel);

    /// <summary>The names of all ID groups by their ids, for lists that name groups.</summary>
    public static async Task<Dictionary<string, string>> GroupNames(Gateway gateway, CancellationToken cancel) =>
        await gateway.All("groups", cancel).ToDictionaryAsync(group => group.Text("id"), group => group.Text("name"), cancellationToken: cancel);

    public static async Task<List<Guid>> Each(IEnumerable<string>? named, Func<string, Task<Guid>> find)
    {
        var ids = new List<Guid>();
        foreach (var name in named ?? [])
            ids.Add(await find(name));
        return ids;
    }

    private static async Task<Guid> Find(Gateway gateway, string noun, string path, string named, CancellationToken cancel)
    {
        if (Guid.TryParse(named, out var id))
            return id;
        var found = await gateway.All(path, cancel).Where(item => item.Text("name") == named).Take(10).ToListAsync(cancel);
        return found switch
        {
            [var one] => one.Id(),
            [] => throw new GatewayException($"There is no {noun} named '{named}'.", hint: $"Names are exact; the list command of {path} shows them."),
            _ => throw new GatewayException($"Several {path} are named '{named}'.", [.. found.Select(Line)], "Give the id of the one that is meant."),
        };
    }

    private static string Line(JsonElement item) => $"{item.Id()}  {item.Text("name")} {item.Text("softwareVersion")}".TrimEnd();
}
