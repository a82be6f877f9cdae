using System.ComponentModel;
using System.Diagnostics;

namespace Distribution.Installer;

/// <summary>One computer over the system's own ssh and scp, with keys or ssh's agent; never with a password.</summary>
internal sealed class RemoteShell(Target target, InstallationOrder order)
{
    private const int SshItselfFailed = 255;
    private static readonly string[] Final =
        ["Permission denied", "Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "Bad configuration", "not accessible", "no such identity", "Load key"];

    private static readonly string[] Lost = ["lost connection", "Connection closed", "Connection reset", "closed by remote host", "timed out"];

    /// <summary>Runs a shell script on the computer, which it gets by standard input: nothing of it shows in the list of processes.</summary>
    /// <exception cref="UnreachableException">The connection failed or broke.</exception>
    /// <exception cref="InstallationFailedException">The computer refuses us, or the script failed.</exception>
    public async Task<string> RunAsync(string script, bool asRoot, CancellationToken ct)
    {
        var shell = asRoot && order.Sudo ? "sudo -n sh -s" : "sh -s";
        string[] port = target.Port is { } number ? ["-p", $"{number}"] : [];
        var (code, output, error) = await ProcessAsync("ssh", [.. Options(), .. port, "--", target.Login, shell], script, ct);
        if (code == 0)
            return output;
        if (code == SshItselfFailed)
            throw Refused(error) ? new InstallationFailedException(Last(error)) : new UnreachableException(Last(error));
        throw new InstallationFailedException($"{Last(error.Length > 0 ? error : output)} (exit code {code})");
    }

    /// <summary>Copies everything within a folder into an existing folder of the computer.</summary>
    /// <exception cref="UnreachableException">The connection failed or broke.</exception>
    /// <exception cref="InstallationFailedException">The files cannot be written there.</exception>
    public async Task CopyAsync(string folder, string remoteFolder, CancellationToken ct)
    {
        string[] port = target.Port is { } number ? ["-P", $"{number}"] : [];
        var entries = Directory.GetFileSystemEntries(folder);
        var (code, _, error) = await ProcessAsync(
            "scp", ["-r", "-p", "-q", .. Options(), .. port, "--", .. entries, $"{target.Login}:{remoteFolder}/"], null, ct);
        if (code == 0)
            return;
        var lost = code == SshItselfFailed || Lost.Any(words => error.Contains(words, StringComparison.OrdinalIgnoreCase));
        throw lost && !Refused(error) ? new UnreachableException(Last(error)) : new InstallationFailedException($"The files were not copied: {Last(error)}");
    }

    private static bool Refused(string error) => Final.Any(words => error.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static string Last(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "ssh said nothing";

    private List<string> Options()
    {
        List<string> options =
        [
            "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
            "-o", $"StrictHostKeyChecking={(order.AcceptNewHostKeys ? "accept-new" : "yes")}",
        ];
        if (order.KnownHostsFile is not null)
            options.AddRange(["-o", $"UserKnownHostsFile={order.KnownHostsFile}"]);
        if (order.IdentityFile is not null)
            options.AddRange(["-i", order.IdentityFile, "-o", "IdentitiesOnly=yes"]);
        return options;
    }

    private async Task<(int Code, string Output, string Error)> ProcessAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        try
        {
            if (order.Priority != ProcessPriorityClass.Normal)
                process.PriorityClass = order.Priority;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await WriteAsync(process.StandardInput, input);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InstallationFailedException($"The program '{start.FileName}' is not on this computer; install the OpenSSH client.");
        }
    }

    private static async Task WriteAsync(StreamWriter writer, string? input)
    {
        try
        {
            await using (writer)
                await writer.WriteAsync(input);
        }
        catch (IOException)
        {
            // ssh ended before it read everything; its exit code and its words say why.
        }
    }
}
