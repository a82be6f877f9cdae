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
            return await RunAsync(once: args.Contains("--once"), tls: args.Contains("--tls"), end.Token);
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

    private static async Task<int> RunAsync(bool once, bool tls, CancellationToken end)
    {
        // A street of its own: computers keep the address of the broker that they were told.
        var folder = Path.Combine(Repository.Root, tls ? "data/tls" : "data");
        var street = await Street.StartAsync(new StreetOptions
        {
            Folder = folder,
            Lasting = true,
            Tls = tls,
            GatewayPort = tls ? 8443 : 8080,
            Says = what => AnsiConsole.MarkupLineInterpolated($"Starting {what}"),
        }, end);
        try
        {
            var job = new MainJob(street, folder);
            var succeeded = await job.RunAsync(end);
            await AddressesAsync(street, folder);
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

    // The key lies where only this user reads it, so that neither a terminal's history nor a list of processes shows it.
    private static async Task AddressesAsync(Street street, string folder)
    {
        var key = Path.Combine(folder, "api-key");
        await File.WriteAllTextAsync(key, "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(key, street.ApiKey + "\n");
        var (name, password) = street.FirstAdministrator;
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"Dashboard  [link]{street.Gateway}[/]");
        AnsiConsole.MarkupLineInterpolated($"API        [link]{new Uri(street.Gateway, "api/")}[/]");
        AnsiConsole.MarkupLineInterpolated($"Sign in as [bold]{name}[/]; the first password is [bold]{password}[/], until another is chosen");
        AnsiConsole.MarkupLineInterpolated($"Scripts    export DISTRIBUTION_API_KEY=$(cat {key})");
        AnsiConsole.MarkupLineInterpolated($"Logs       {street.Logs}");
        if (street.Authority is not { } authority)
            return;
        AnsiConsole.MarkupLineInterpolated($"Authority  {authority}");
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine("Gateway, services, broker and database spoke TLS, with certificates of this authority, which is this machine's alone. Who is to trust it:");
        AnsiConsole.MarkupLineInterpolated($"  agents        distribution-agent install --server {street.Gateway} --key KEY --ca {authority} --root-file {street.Keys.RootFile}");
        AnsiConsole.MarkupLineInterpolated($"  curl          curl --cacert {authority} --oauth2-bearer $DISTRIBUTION_API_KEY {new Uri(street.Gateway, "api/packages")}");
        AnsiConsole.MarkupLineInterpolated($"  the terminal  SSL_CERT_FILE={authority} distribution package list --server {street.Gateway}");
        AnsiConsole.MarkupLineInterpolated($"  browsers      import it in their settings, as an authority for web sites");
    }
}
