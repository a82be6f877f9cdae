using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class RemoveGroup
{
    public static Command Command(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        return shell.Run(new("remove", "Remove an ID group; its computers stay.") { group }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            return session.Answer(await session.Gateway.Delete($"groups/{id}", cancel), $"{session.Value(group)} is being removed.");
        });
    }
}
