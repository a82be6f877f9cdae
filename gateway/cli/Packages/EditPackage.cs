using System.CommandLine;

namespace Distribution.Cli.Packages;

/// <summary>Changes what is said and leaves the rest; an empty text takes an attribute away. Content never changes.</summary>
internal static class EditPackage
{
    public static Command Command(Shell shell)
    {
        var package = new Argument<string>("package") { Description = "Id or exact name." };
        var expected = new Option<long?>("--expected-version") { Description = "Refuse when the package has another version by now." };
        var attributes = new AttributeOptions();
        return shell.Run(attributes.To(new("edit", "Change attributes; an empty text takes one away.") { package, expected }), async (session, cancel) =>
        {
            var id = await Known.Package(session.Gateway, session.Value(package), cancel);
            var changes = await attributes.Read(session, cancel);
            changes["expectedVersion"] = session.Value(expected);
            var edited = await session.Gateway.Patch($"packages/{id}", changes, cancel);
            return session.Answer(edited, $"[bold]{edited.Text("name")} {edited.Text("softwareVersion")}[/] has version {edited.Text("version")} now.");
        });
    }
}
