using System.CommandLine;
using System.Net.Http.Json;

namespace Distribution.Cli.Groups;

/// <summary>Whether computers and their users may register in an ID group themselves.</summary>
internal static class SelfRegistration
{
    public static Command Open(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        var password = new Option<string?>("--password") { Description = "What they must know, 8 to 256 characters; without it everybody may." };
        return shell.Run(new("open", "Let computers and their users register in an ID group themselves.") { group, password }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            using var body = JsonContent.Create(new { Password = session.Value(password) });
            await session.Gateway.Put($"groups/{id}/self-registration", body, cancel);
            return session.Answer(default, $"{session.Value(group)} is open for self-registration{(session.Value(password) is null ? "" : " with the password")}.");
        });
    }

    public static Command Close(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        return shell.Run(new("close", "Let nobody register in an ID group any more; those who did stay.") { group }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            return session.Answer(await session.Gateway.Delete($"groups/{id}/self-registration", cancel), $"{session.Value(group)} is closed.");
        });
    }
}
