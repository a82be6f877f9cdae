using System.CommandLine;

namespace Distribution.Cli.Groups;

/// <summary>ID groups within ID groups.</summary>
internal static class NestGroup
{
    public static Command Nest(Shell shell) => Of(
        shell, "nest", "Put an ID group into another: its members are members of that one too.", "into", "Put",
        (gateway, outer, inner, cancel) => gateway.Put($"groups/{outer}/groups/{inner}", null, cancel));

    public static Command Unnest(Shell shell) => Of(
        shell, "unnest", "Take an ID group out of another.", "out of", "Took",
        (gateway, outer, inner, cancel) => gateway.Delete($"groups/{outer}/groups/{inner}", cancel));

    private static Command Of(
        Shell shell, string verb, string description, string where, string done, Func<Gateway, Guid, Guid, CancellationToken, Task> change)
    {
        var inner = new Argument<string>("inner") { Description = "Id or exact name." };
        var outer = new Argument<string>("outer") { Description = "Id or exact name." };
        return shell.Run(new(verb, description) { inner, outer }, async (session, cancel) =>
        {
            var (within, around) = (await Known.Group(session.Gateway, session.Value(inner), cancel), await Known.Group(session.Gateway, session.Value(outer), cancel));
            await change(session.Gateway, around, within, cancel);
            return session.Answer(default, $"{done} {session.Value(inner)} {where} {session.Value(outer)}.");
        });
    }
}
