using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class CreateEnrolmentKey
{
    public static Command Command(Shell shell)
    {
        var name = new Option<string?>("--name") { Description = "What the key is for." };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "From this moment on it admits nobody." };
        var uses = new Option<int?>("--uses") { Description = "How many computers may come with it." };
        var group = new Option<string?>("--group") { Description = "ID group that each of them joins." };
        return shell.Run(new("create", "Create a key; it is shown this once.") { name, expires, uses, group }, async (session, cancel) =>
        {
            var created = await session.Gateway.Post("enrolment-keys", new
            {
                Name = session.Value(name),
                ExpiresAt = session.Value(expires),
                UsesAllowed = session.Value(uses),
                GroupId = session.Value(group) is { } named ? await Known.Group(session.Gateway, named, cancel) : (Guid?)null,
            }, cancel);
            return session.Answer(created, $"{created.Text("key")}");
        });
    }
}
