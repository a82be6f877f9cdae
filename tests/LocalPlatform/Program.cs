using System.Runtime.InteropServices;
using Distribution.Testing.Platform;
using Spectre.Console;

namespace Distribution.LocalPlatform;

/// <summary>The whole platform on this machine, and its main job done once: what ./up runs.</summary>
public static class Program
{
    /// <summary>Exit code 0 when every computer succeeded, 1 when not, 2 when the platform did not start.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Console = Plain();
        using var end = new CancellationTokenSource();
        void Ask(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);
        try
        {
            return await RunAsync(once: args.Contains("--once"), end.Token);
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TimeoutException or IOException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 2;
        }
    }

    private static async Task<int> RunAsync(bool once, CancellationToken end)
    {
        var folder = Path.Combine(Repository.Root, "data");
        var street = await Street.StartAsync(new StreetOptions
        {
            Folder = folder,
            Lasting = true,
            GatewayPort = 8080,
            Says = what => AnsiConsole.MarkupLineInterpolated($"Starting {what}"),
        }, end);
        try
        {
            var job = new MainJob(street, folder);
            var succeeded = await job.RunAsync(end);
            Addresses(street);
            if (!once)
            {
                AnsiConsole.MarkupLine("Everything stays up until [bold]Ctrl-C[/].");
                await Task.Delay(Timeout.Infinite, end).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            return succeeded ? 0 : 1;
        }
        finally
        {
            AnsiConsole.MarkupLine("Stopping ...");
            await street.DisposeAsync();
        }
    }

    // In a file or a build server's log: no colours, and lines as long as they are.
    private static IAnsiConsole Plain()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 160;
        return console;
    }

    private static void Addresses(Street street)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"Dashboard  [link]{street.Gateway}[/]");
        AnsiConsole.MarkupLineInterpolated($"API        [link]{new Uri(street.Gateway, "api/")}[/]");
        AnsiConsole.MarkupLineInterpolated($"Logs       {street.Logs}");
    }
}
