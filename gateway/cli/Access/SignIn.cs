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
        if (ApiKeys.KeptFor(server) is { } key)
        {
            using var own = new Gateway(server, key);
            try
            {
                await own.Delete($"access/keys/{Guid.ParseExact(key.AsSpan(3, 32), "N")}", cancel);
            }
            catch (GatewayException refused) when (refused.Status is 401 or 404)
            {
                // It opens nothing already.
            }
            ApiKeys.Keep(server, null);
        }
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
        using var browser = new PersonalSession(session.Gateway.Server);
        await browser.SignInAsync(name, password, cancel);
        if (await browser.MustChangePasswordAsync(cancel))
        {
            if (session.Value(PasswordFile) is not null)
                throw new GatewayException("This is a one-time password: choose another in the dashboard, or by 'distribution login' without --password-file.");
            var chosen = session.Out.Prompt(new TextPrompt<string>("Choose a password (12 characters or more):").Secret());
            await browser.ChangePasswordAsync(password, chosen, cancel);
        }
        var expires = DateTimeOffset.UtcNow.AddDays(session.Value(Days));
        var issued = await browser.IssueKeyAsync($"terminal on {Environment.MachineName}", expires, cancel);
        ApiKeys.Keep(session.Gateway.Server, issued.GetProperty("key").GetString());
        await browser.SignOutAsync(cancel);
        return session.Answer(JsonSerializer.SerializeToElement(new { name, expiresAt = expires }), $"Signed in as [bold]{name}[/] until {expires.LocalDateTime:g}.");
    }

    /// <summary>As a browser has it: a cookie, for as long as the command takes.</summary>
    private sealed class PersonalSession(Uri server) : IDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = new(server, "/api/access/"), DefaultRequestHeaders = { { "X-Distribution-Page", "terminal" } } };

        public Task<JsonElement> SignInAsync(string name, string password, CancellationToken cancel) => Send(HttpMethod.Post, "sessions", new { name, password }, cancel);

        public async Task<bool> MustChangePasswordAsync(CancellationToken cancel) =>
            (await Send(HttpMethod.Get, "session", null, cancel)).GetProperty("mustChangePassword").GetBoolean();

        public Task<JsonElement> ChangePasswordAsync(string current, string chosen, CancellationToken cancel) => Send(HttpMethod.Put, "password", new Dictionary<string, string> { ["current"] = current, ["new"] = chosen }, cancel);

        public Task<JsonElement> IssueKeyAsync(string name, DateTimeOffset expiresAt, CancellationToken cancel) => Send(HttpMethod.Post, "keys", new { name, expiresAt, own = true }, cancel);

        public Task<JsonElement> SignOutAsync(CancellationToken cancel) => Send(HttpMethod.Delete, "session", null, cancel);

        public void Dispose() => _http.Dispose();

        private async Task<JsonElement> Send(HttpMethod method, string path, object? body, CancellationToken cancel)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web) };
            using var answer = await Reach(request, cancel);
            if (!answer.IsSuccessStatusCode)
                throw await GatewayException.From(answer, cancel);
            return answer.Content.Headers.ContentType?.MediaType == "application/json" ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancel) : default;
        }

        private async Task<HttpResponseMessage> Reach(HttpRequestMessage request, CancellationToken cancel)
        {
            try
            {
                return await _http.SendAsync(request, cancel);
            }
            catch (HttpRequestException unreachable)
            {
                throw GatewayException.Unreachable(server, unreachable);
            }
        }
    }
}
