using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class RotateSecret
{
    public static Command Command(Shell shell)
    {
        var computer = new Argument<string>("computer") { Description = "Id or exact name." };
        return shell.Run(new("rotate-secret", "Have a computer take another secret as soon as it is connected.") { computer }, async (session, cancel) =>
        {
            var id = await Known.Computer(session.Gateway, session.Value(computer), cancel);
            return session.Answer(await session.Gateway.Post($"computers/{id}/secret-rotation", (object?)null, cancel), $"{session.Value(computer)} is told to take another secret.");
        });
    }
}
