using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class TakeFromGroup
{
    public static Command Command(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        var computers = new Argument<string[]>("computers") { Description = "Ids or exact names.", Arity = ArgumentArity.OneOrMore };
        return shell.Run(new("take", "Take computers out of an ID group; what is installed stays.") { group, computers }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            var members = await Known.Each(session.Value(computers), name => Known.Computer(session.Gateway, name, cancel));
            foreach (var computer in members)
                await session.Gateway.Delete($"groups/{id}/members/{computer}", cancel);
            return session.Answer(default, $"Took {Fields.Counted(members.Count, "computer")} out of {session.Value(group)}.");
        });
    }
}
