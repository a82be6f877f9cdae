using System.ComponentModel;
using System.Diagnostics;

namespace Distribution.Agent.Software;

/// <summary>A question to a program that changes nothing.</summary>
internal static class Query
{
    /// <returns>What it printed; empty when it could not answer within a minute.</returns>
    public static async Task<string> Ask(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        await Run(program, arguments, ct) is (0, var answer) ? answer : "";

    /// <returns>Whether the program says yes, by its exit code.</returns>
    public static async Task<bool> Succeeds(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        await Run(program, arguments, ct) is (0, _);

    private static async Task<(int? ExitCode, string Answer)> Run(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            process.Start();
            process.StandardInput.Close();
            var complaint = process.StandardError.ReadToEndAsync(limit.Token);
            var answer = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await complaint;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, answer);
        }
        catch (Win32Exception)
        {
            return (null, "");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return (null, "");
        }
    }
}
