using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Distribution.Cli.Security;

/// <summary>What computers must have and must not have, and how they stand to it.</summary>
internal static class SecurityPolicies
{
    private static readonly string[] Parts = ["mandatory", "prohibited", "updates"];

    public static Command Set(Shell shell)
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "JSON: name, mandatory (name, minimumVersion, packageId), prohibited (name, uninstallCommand), updates (documentNumber, packageId), and enforcesMandatory, enforcesProhibited, enforcesUpdates; with an id it may be changed.",
        }.AcceptExistingOnly();
        return shell.Run(new("set", "Set or change a security policy from a file.") { file }, async (session, cancel) =>
        {
            await using var document = session.Value(file).OpenRead();
            using var content = new StreamContent(document);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var set = await session.Gateway.Post("security-policies", content, cancel);
            return session.Answer(set, $"Set the security policy [bold]{set.Text("name")}[/] as {set.Text("id")}.");
        });
    }

    public static Command List(Shell shell) => shell.Run(new("list", "List the security policies."), async (session, cancel) =>
    {
        var groups = await Known.GroupNames(session.Gateway, cancel);
        return await session.List(
            session.Gateway.All("security-policies", cancel),
            ("Id", p => p.Text("id")),
            ("Name", p => p.Text("name")),
            ("Groups", p => string.Join(", ", p.Items("groupIds").Select(id => groups.GetValueOrDefault(id.ToString(), id.ToString())))),
            ("Enforced", Enforced));
    });

    public static Command Assign(Shell shell) => OfGroup(
        shell, "assign", "Let a security policy hold for the members of an ID group.", "holds for", (gateway, path, cancel) => gateway.Put(path, null, cancel));

    public static Command Unassign(Shell shell) => OfGroup(
        shell, "unassign", "Take a security policy from an ID group; its countermeasures are called off.", "holds no more for", (gateway, path, cancel) => gateway.Delete(path, cancel));

    public static Command Remove(Shell shell)
    {
        var policy = new Argument<string>("policy") { Description = "Id or exact name." };
        return shell.Run(new("remove", "Remove a security policy; its countermeasures are called off.") { policy }, async (session, cancel) =>
        {
            var id = await Known.SecurityPolicy(session.Gateway, session.Value(policy), cancel);
            return session.Answer(await session.Gateway.Delete($"security-policies/{id}", cancel), $"Removed {session.Value(policy)}.");
        });
    }

    public static Command Compliance(Shell shell)
    {
        var policy = new Argument<string>("policy") { Description = "Id or exact name." };
        var state = new Option<string?>("--state") { Description = "Compliant, Violating, or Suppressed: nothing is done any more, since it had no effect." };
        return shell.Run(new("compliance", "Say how each computer stands to a security policy.") { policy, state }, async (session, cancel) =>
        {
            var id = await Known.SecurityPolicy(session.Gateway, session.Value(policy), cancel);
            return await session.List(
                session.Gateway.All($"security-policies/{id}/compliance{(session.Value(state) is { } only ? $"?state={Uri.EscapeDataString(only)}" : "")}", cancel),
                ("Computer", c => c.Text("computerName") is { Length: > 0 } name ? name : c.Text("computerId")),
                ("State", c => c.Text("state")),
                ("Violations", c => string.Join(", ", c.Items("violations").Select(v => $"{v.Text("part")} {v.Text("subject")}"))),
                ("Since", c => c.Moment("changedAt")));
        });
    }

    private static string Enforced(JsonElement policy) => string.Join(
        ' ', Parts.Where(part => policy.Text($"rules.enforces{char.ToUpperInvariant(part[0])}{part[1..]}") == bool.TrueString));

    private static Command OfGroup(Shell shell, string verb, string description, string done, Func<Gateway, string, CancellationToken, Task> change)
    {
        var policy = new Argument<string>("policy") { Description = "Id or exact name." };
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        return shell.Run(new(verb, description) { policy, group }, async (session, cancel) =>
        {
            var (id, to) = (await Known.SecurityPolicy(session.Gateway, session.Value(policy), cancel), await Known.Group(session.Gateway, session.Value(group), cancel));
            await change(session.Gateway, $"security-policies/{id}/groups/{to}", cancel);
            return session.Answer(default, $"{session.Value(policy)} {done} {session.Value(group)}.");
        });
    }
}
