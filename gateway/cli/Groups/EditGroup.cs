using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class EditGroup
{
    public static Command Rename(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        var name = new Argument<string>("name");
        return shell.Run(new("rename", "Give an ID group another name.") { group, name }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            var renamed = await session.Gateway.Patch($"groups/{id}", new { Name = session.Value(name) }, cancel);
            return session.Answer(renamed, $"Renamed {session.Value(group)} to [bold]{session.Value(name)}[/].");
        });
    }

    public static Command Describe(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        var text = new Argument<string>("text");
        return shell.Run(new("describe", "Say what an ID group is for.") { group, text }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            return session.Answer(await session.Gateway.Patch($"groups/{id}", new { Description = session.Value(text) }, cancel), $"Described {session.Value(group)}.");
        });
    }
}
