using System.ComponentModel;
using System.Diagnostics;

namespace Distribution.Agent.Actions;

/// <summary>A question to a program that changes nothing.</summary>
internal static class Query
{
    /// <returns>What it printed; empty when it could not answer within a minute.</returns>
    public static async Task<string> Ask(string program, IReadOnlyList<string> arguments, CancellationToken ct)
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
            return process.ExitCode == 0 ? answer : "";
        }
        catch (Win32Exception)
        {
            return "";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return "";
        }
    }
}
