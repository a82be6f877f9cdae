using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class AddToGroup
{
    public static Command Command(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        var computers = new Argument<string[]>("computers") { Description = "Ids or exact names.", Arity = ArgumentArity.OneOrMore };
        return shell.Run(new("add", "Put computers into an ID group; its standing tasks will reach them.") { group, computers }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            var members = await Known.Each(session.Value(computers), name => Known.Computer(session.Gateway, name, cancel));
            foreach (var computer in members)
                await session.Gateway.Put($"groups/{id}/members/{computer}", null, cancel);
            return session.Answer(default, $"Added {Fields.Counted(members.Count, "computer")} to {session.Value(group)}.");
        });
    }
}
