using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class ListMembers
{
    public static Command Command(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        return shell.Run(new("members", "List the computers of an ID group.") { group }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            return await session.List(
                session.Gateway.All($"groups/{id}/members", cancel),
                ("Computer", m => m.Text("computerId")),
                ("Name", m => m.Text("name")),
                ("By", m => m.Text("by")),
                ("Joined", m => m.Moment("joinedAt")));
        });
    }
}
