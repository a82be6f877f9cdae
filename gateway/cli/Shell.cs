using System.CommandLine;
using System.CommandLine.Parsing;
using Distribution.Cli.Access;
using Spectre.Console;

namespace Distribution.Cli;

/// <summary>What all commands share: the two options, the streams, and how an error is told.</summary>
internal sealed class Shell(TextWriter output, TextWriter error)
{
    public static readonly Option<Uri?> Server = new("--server")
    {
        Description = "Address of the gateway; otherwise the environment's DISTRIBUTION_SERVER.",
        Recursive = true,
        DefaultValueFactory = result => Address(Environment.GetEnvironmentVariable("DISTRIBUTION_SERVER") is { Length: > 0 } named ? named : "http://localhost:8080", result),
        CustomParser = result => Address(result.Tokens[^1].Value, result),
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Answer with JSON as the platform gave it.", Recursive = true };

    public static readonly Option<FileInfo?> ApiKeyFile = new("--api-key-file")
    {
        Description = "File with the API key; otherwise the environment's DISTRIBUTION_API_KEY, or what 'distribution login' keeps.",
        Recursive = true,
    };

    private readonly IAnsiConsole _errors = ConsoleOn(error, Console.IsErrorRedirected);

    /// <summary>Gives a command its action: a connection of its own, and errors of the platform in words with a hint.</summary>
    public Command Run(Command command, Func<Session, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (given, cancel) =>
        {
            try
            {
                var server = given.GetValue(Server)!;
                using var gateway = new Gateway(server, ApiKeys.Of(given, server));
                var session = new Session(given, gateway, ConsoleOn(output, Console.IsOutputRedirected), _errors, output, given.GetValue(Json));
                return await action(session, cancel);
            }
            catch (GatewayException refused)
            {
                _errors.MarkupLineInterpolated($"[red]{refused.Message}[/]");
                foreach (var line in refused.Details)
                    _errors.MarkupLineInterpolated($"  {line}");
                if (refused.Hint is { } hint)
                    _errors.MarkupLineInterpolated($"[grey]{hint}[/]");
                return ExitCode.Refused;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return ExitCode.Refused;
            }
        });
        return command;
    }

    private static Uri? Address(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"'{text}' is no address such as http://localhost:8080.");
        return null;
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (redirected || writer != Console.Out && writer != Console.Error)
        {
            console.Profile.Width = 200;                  // a file has no width: a wrapped table could not be searched by line
            console.Profile.Capabilities.Interactive = false;
            console.Profile.Capabilities.Ansi = false;
        }
        return console;
    }
}

/// <summary>Other words for a command.</summary>
internal static class Aliases
{
    /// <summary>Adds a name by which a command is understood too.</summary>
    public static Command AlsoCalled(this Command command, string name)
    {
        command.Aliases.Add(name);
        return command;
    }
}
