using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class CreateGroup
{
    public static Command Command(Shell shell)
    {
        var name = new Argument<string>("name");
        var id = new Option<Guid?>("--id") { Description = "An id of your own choice, so that a repeat is harmless." };
        var description = new Option<string?>("--description") { Description = "What it is for." };
        return shell.Run(new("create", "Create an ID group.") { name, id, description }, async (session, cancel) =>
        {
            var created = await session.Gateway.Post("groups", new { Id = session.Value(id), Name = session.Value(name), Description = session.Value(description) }, cancel);
            return session.Answer(created, $"Created the ID group [bold]{session.Value(name)}[/] as {created.Text("id")}.");
        });
    }
}
