using System.CommandLine;

namespace Distribution.Cli.Packages;

internal static class RemovePackage
{
    public static Command Command(Shell shell)
    {
        var package = new Argument<string>("package") { Description = "Id or exact name." };
        return shell.Run(new("remove", "Take a package out of the catalogue.") { package }, async (session, cancel) =>
        {
            var id = await Known.Package(session.Gateway, session.Value(package), cancel);
            return session.Answer(await session.Gateway.Delete($"packages/{id}", cancel), $"Removed {session.Value(package)}.");
        });
    }
}
