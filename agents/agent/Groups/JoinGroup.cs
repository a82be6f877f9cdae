using System.Diagnostics;
using System.Text;
using Distribution.Agent.Journals;
using Distribution.Agent.Users;

namespace Distribution.Agent.Groups;

/// <summary>join GROUP: whoever sits at the computer has it ask for an ID group, through the agent and in the computer's own name.</summary>
internal static class JoinGroup
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    /// <returns>0 when the computer is a member or the request waits; 1 when it is refused; 2 when there is nobody to ask.</returns>
    public static async Task<int> Say(AgentOptions options, string group, string? password, TextWriter console, TimeSpan? patience = null)
    {
        var place = UserPipe.Of(options.Data);
        if (await UserPipe.Ask(place, new("join", group, Password: password)) is not { } answer)
            return Leave(options, group, password, console);
        if (answer.Refusal is { } refusal)
            return Tell(console, refusal, 1);
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < (patience ?? JoinGroup.patience))
        {
            if (await UserPipe.Ask(place, new("joined", group)) is { Group: { State: not GroupRequestState.Waiting } done })
                return Tell(console, done.State == GroupRequestState.Joined ? $"This computer is a member of {done.Said}." : done.Said!, done.State == GroupRequestState.Joined ? 0 : 1);
            await Task.Delay(200);
        }
        return Tell(console, "The server does not answer now; the request waits, and is sent at the next connection.", 0);
    }

    /// <summary>The password, from a file ('-' is the standard input), or asked for where somebody sits; null is none.</summary>
    public static string? Password(string? file) => file switch
    {
        "-" => Console.In.ReadLine(),
        { } path => File.ReadLines(path).FirstOrDefault(),
        null when Console.IsInputRedirected => null,
        null => Prompt(),
    } is { Length: > 0 } password ? password : null;

    // Before the agent's first start, or while it is stopped: whoever may write into its folder may leave a request there.
    private static int Leave(AgentOptions options, string group, string? password, TextWriter console)
    {
        try
        {
            using var data = DataFolder.Open(options.Data);
            var refusal = new GroupRequests(data.GroupRequests).Ask(group, password, DateTimeOffset.UtcNow);
            return Tell(console, refusal ?? "The agent is not running; the request waits, and is sent when it is.", refusal is null ? 0 : 1);
        }
        catch (Exception problem) when (problem is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return Tell(console, "The agent does not answer; is it running?", 2);
        }
    }

    private static int Tell(TextWriter console, string text, int code)
    {
        console.WriteLine(text);
        return code;
    }

    private static string Prompt()
    {
        Console.Write("The group's password (empty when it has none): ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
                typed.Append(key.KeyChar);
            else if (typed.Length > 0)
                typed.Length--;
        }
        Console.WriteLine();
        return typed.ToString();
    }
}
