using System.Diagnostics;

namespace Distribution.Testing;

/// <summary>Programs of others, from the test project's folder 'node', installed once from their locked versions.</summary>
public sealed class NodePrograms : IDisposable
{
    private readonly TemporaryFolder _folder = new("node");
    private readonly Lazy<Task> _installed;

    /// <summary>Nothing is installed before the first program is asked for.</summary>
    public NodePrograms() => _installed = new Lazy<Task>(InstallAsync);

    /// <summary>The command that runs a program of the folder 'node', or of one of its packages.</summary>
    public async Task<ProcessStartInfo> CommandAsync(string program, params string[] arguments)
    {
        await _installed.Value;
        return new ProcessStartInfo("node", [Path.Combine(_folder.Path, program), .. arguments]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
    }

    /// <summary>Runs a program to its end, and returns what it printed.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(await CommandAsync(program, arguments))!;
        var faults = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await faults}\n{output}");
    }

    /// <inheritdoc />
    public void Dispose() => _folder.Dispose();

    private async Task InstallAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "node")))
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var faults = npm.StandardError.ReadToEndAsync();
        await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ended with {npm.ExitCode}: {await faults}");
    }
}
