using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Spectre.Console;

namespace Distribution.Cli.Access;

/// <summary>Signs in once with name and password, and keeps a key of one's own for the commands to come.</summary>
internal static class SignIn
{
    private static readonly Option<string?> Name = new("--name") { Description = "Who signs in; asked for otherwise." };
    private static readonly Option<FileInfo?> PasswordFile = new("--password-file") { Description = "File with the password; asked for otherwise." };
    private static readonly Option<int> Days = new("--days") { Description = "For how many days; 1 to 365.", DefaultValueFactory = _ => 1 };

    public static Command Login(Shell shell)
    {
        Days.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > 365)
                given.AddError("--days must be between 1 and 365.");
        });
        return shell.Run(new Command("login", "Sign in; the commands to come are yours until you sign out.") { Name, PasswordFile, Days }, LoginAsync);
    }

    public static Command Logout(Shell shell) => shell.Run(new Command("logout", "Sign out: the key that 'login' keeps opens nothing any more."), async (session, cancel) =>
    {
        var server = session.Gateway.Server;
        await EndAsync(server, ApiKeys.KeptFor(server), cancel);
        ApiKeys.Keep(server, null);
        return session.Answer(default, $"Signed out of {server}.");
    });

    public static Command WhoAmI(Shell shell) => shell.Run(new Command("whoami", "Who you are to the platform, and what you may do."), async (session, cancel) =>
    {
        var me = await session.Gateway.Get("access/session", cancel);
        var roles = string.Join(", ", me.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        return session.Answer(me, $"{me.GetProperty("name").GetString()} ({me.GetProperty("kind").GetString()}): {roles}");
    });

    private static async Task<int> LoginAsync(Session session, CancellationToken cancel)
    {
        var name = session.Value(Name) ?? session.Out.Prompt(new TextPrompt<string>("Name:"));
        var password = session.Value(PasswordFile) is { } file
            ? (await File.ReadAllTextAsync(file.FullName, cancel)).Trim()
            : session.Out.Prompt(new TextPrompt<string>("Password:").Secret());
        var server = session.Gateway.Server;
        using var browser = new Gateway(server);
        await browser.Post("access/sessions", new { name, password }, cancel);
        if ((await browser.Get("access/session", cancel)).GetProperty("mustChangePassword").GetBoolean())
        {
            if (session.Value(PasswordFile) is not null)
                throw new GatewayException("This is a one-time password: choose another in the dashboard, or by 'distribution login' without --password-file.");
            var chosen = session.Out.Prompt(new TextPrompt<string>("Choose a password (12 characters or more):").Secret());
            await browser.Put("access/password", JsonContent.Create(new Dictionary<string, string> { ["current"] = password, ["new"] = chosen }), cancel);
        }
        var expires = DateTimeOffset.UtcNow.AddDays(session.Value(Days));
        var issued = await browser.Post("access/keys", new { name = $"terminal on {Environment.MachineName}", expiresAt = expires, own = true }, cancel);
        var before = ApiKeys.KeptFor(server);
        ApiKeys.Keep(server, issued.GetProperty("key").GetString());
        await browser.Delete("access/session", cancel);
        await EndAsync(server, before, cancel);
        return session.Answer(JsonSerializer.SerializeToElement(new { name, expiresAt = expires }), $"Signed in as [bold]{name}[/] until {expires.LocalDateTime:g}.");
    }

    // By itself: it may be of somebody else who signed in here before.
    private static async Task EndAsync(Uri server, string? key, CancellationToken cancel)
    {
        if (key is not { Length: > 35 } || !Guid.TryParseExact(key.AsSpan(3, 32), "N", out var id))
            return;
        using var own = new Gateway(server, key);
        try
        {
            await own.Delete($"access/keys/{id}", cancel);
        }
        catch (GatewayException refused) when (refused.Status is 401 or 404)
        {
            // It opens nothing already.
        }
    }
}
