using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Distribution.Testing.Platform;

namespace Distribution.Agent.Tests.Windows;

/// <summary>The agent for Windows as it is shipped: self-contained, with a runtime of its own.</summary>
internal static class WindowsAgent
{
    private static readonly SemaphoreSlim turn = new(1);
    private static readonly string[] folders = ["agents/agent", "contracts"];

    private static string Output => Path.Combine(Repository.Root, "agents", "agent", "bin", "windows");

    /// <summary>Publishes it, unless that was done of the same sources before.</summary>
    /// <returns>The program's path.</returns>
    public static async Task<string> Publish()
    {
        await turn.WaitAsync();
        try
        {
            var (stamp, program) = (Path.Combine(Output, "sources"), Path.Combine(Output, "publish", "Agent", "release_win-x64", "distribution-agent.exe"));
            var sources = Sources();
            if (!File.Exists(program) || !File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != sources)
            {
                await Run("dotnet", Path.Combine(Repository.Root, "agents", "agent"), "publish", "Agent.csproj", "-m:1", "-c", "Release", "-r", "win-x64",
                    "--self-contained", "-v", "quiet", "-nologo", "--artifacts-path", Output);
                await File.WriteAllTextAsync(stamp, sources);
            }
            return program;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Runs a program that builds something; fails with what it printed.</summary>
    public static async Task Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, string.Concat(said));
    }

    private static string Sources()
    {
        var files = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs*", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Append(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Order(StringComparer.Ordinal)
            .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files))));
    }
}
