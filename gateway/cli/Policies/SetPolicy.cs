using System.CommandLine;

namespace Distribution.Cli.Policies;

internal static class SetPolicy
{
    public static Command Command(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "The ID group that is joined: id or exact name." };
        var id = new Option<Guid?>("--id") { Description = "Of a policy that is to be changed, or of your own choice, so that a repeat is harmless." };
        var name = new Option<string?>("--name") { Description = "The computer's name with * and ?." };
        var system = new Option<string?>("--os") { Description = "windows, linux or macos." };
        var architecture = new Option<string?>("--architecture") { Description = "x64, x86 or arm64." };
        var addresses = new Option<string[]>("--address") { Description = "A range such as 10.1.0.0/16 or 2001:db8::/32; may be given several times.", AllowMultipleArgumentsPerToken = true };
        var domain = new Option<string?>("--domain") { Description = "The computer's domain with * and ?." };
        var assets = new Option<string[]>("--asset") { Description = "An asset field and its value, as in department=Sales*.", AllowMultipleArgumentsPerToken = true };
        var relays = new Option<bool>("--relays") { Description = "Relays too, which are left out otherwise." };
        return shell.Run(
            new("set", "Let new and changed computers join an ID group.") { group, id, name, system, architecture, addresses, domain, assets, relays },
            async (session, cancel) =>
            {
                var set = await session.Gateway.Post("policies", new
                {
                    Id = session.Value(id),
                    GroupId = await Known.Group(session.Gateway, session.Value(group), cancel),
                    NamePattern = session.Value(name),
                    OperatingSystem = session.Value(system),
                    Architecture = session.Value(architecture),
                    AddressRanges = session.Value(addresses) is { Length: > 0 } ranges ? ranges : null,
                    Domain = session.Value(domain),
                    Assets = session.Value(assets) is { Length: > 0 } fields ? fields.Select(Asset).ToList() : null,
                    IncludesRelays = session.Value(relays) ? true : (bool?)null,
                }, cancel);
                return session.Answer(set, $"Set the policy {set.Text("id")}; computers that are there already join when it is applied.");
            });
    }

    private static object Asset(string text) => text.Split('=', 2) is [var field, var pattern]
        ? new { Field = field, Pattern = pattern }
        : throw new GatewayException($"'{text}' is no field with a value.", hint: "Write it as department=Sales.");
}
