using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class RemoveComputer
{
    public static Command Command(Shell shell)
    {
        var computer = new Argument<string>("computer") { Description = "Id or exact name." };
        return shell.Run(new("remove", "Remove a computer from the platform; its history stays.") { computer }, async (session, cancel) =>
        {
            var id = await Known.Computer(session.Gateway, session.Value(computer), cancel);
            return session.Answer(await session.Gateway.Delete($"computers/{id}", cancel), $"Removed {session.Value(computer)}.");
        });
    }
}
