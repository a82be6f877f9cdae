using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Policies;

internal static class ListPolicies
{
    private static readonly string[] Conditions =
        ["namePattern", "operatingSystem", "architecture", "addressRanges", "domain", "assets", "hardware", "software"];

    public static Command Command(Shell shell) => shell.Run(new("list", "List the policies."), async (session, cancel) =>
    {
        var groups = await Known.GroupNames(session.Gateway, cancel);
        return await session.List(
            session.Gateway.All("policies", cancel),
            ("Id", p => p.Text("id")),
            ("Group", p => groups.GetValueOrDefault(p.Text("groupId"), p.Text("groupId"))),
            ("Catches", Told),
            ("Applied", p => p.Moment("application.finishedAt")));
    });

    private static string Told(JsonElement policy)
    {
        var told = string.Join(' ', Conditions.Where(name => policy.Text(name).Length > 0).Select(name => $"{name}={policy.Text(name)}"));
        return told.Length == 0 ? "every computer" : told;
    }
}
