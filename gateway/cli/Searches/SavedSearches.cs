using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;

namespace Distribution.Cli.Searches;

/// <summary>Searches that are kept, and the ID groups that follow one.</summary>
internal static class SavedSearches
{
    private static Argument<string> Saved => new("search") { Description = "Id or exact name." };

    public static Command List(Shell shell) => shell.Run(new("list", "List the saved searches."), (session, cancel) => session.List(
        session.Gateway.All("searches", cancel),
        ("Id", s => s.Text("id")),
        ("Name", s => s.Text("name")),
        ("Search", s => s.Text("search")),
        ("Saved", s => s.Moment("savedAt"))));

    public static Command Save(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "A new one is saved, one that is there is changed." };
        var text = new Argument<string>("search") { Description = "In the language of searches, which the README describes." };
        return shell.Run(new("save", "Save a search under a name.") { name, text }, async (session, cancel) =>
        {
            var named = await session.Gateway.All("searches", cancel).Where(item => item.Text("name") == session.Value(name)).Take(1).ToListAsync(cancel);
            var id = named is [var one] ? one.Id() : Guid.CreateVersion7();
            using var body = JsonContent.Create(new { Name = session.Value(name), Search = session.Value(text) }, options: JsonSerializerOptions.Web);
            return session.Answer(await session.Gateway.Put($"searches/{id}", body, cancel), $"Saved {session.Value(name)} as {id}.");
        });
    }

    public static Command Remove(Shell shell)
    {
        var search = Saved;
        return shell.Run(new("remove", "Remove a saved search; an ID group that it became stays.") { search }, async (session, cancel) =>
            session.Answer(
                await session.Gateway.Delete($"searches/{await Known.Search(session.Gateway, session.Value(search), cancel)}", cancel), $"Removed {session.Value(search)}."));
    }

    public static Command Group(Shell shell)
    {
        var search = Saved;
        return shell.Run(new("group", "Make an ID group whose members follow a saved search.") { search }, async (session, cancel) =>
        {
            var made = await session.Gateway.Put($"searches/{await Known.Search(session.Gateway, session.Value(search), cancel)}/group", null, cancel);
            return session.Answer(made, $"{made.Text("groupId")}");
        });
    }
}
