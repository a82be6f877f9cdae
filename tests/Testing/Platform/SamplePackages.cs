using System.Diagnostics;
using System.IO.Compression;

namespace Distribution.Testing.Platform;

/// <summary>Makes real packages to distribute.</summary>
public static class SamplePackages
{
    /// <summary>
    /// A real Debian package. Its installation script writes one line per run into /var/log/NAME.log of the computer, so
    /// that whatever ran twice can be seen; then it waits and ends as it is told.
    /// </summary>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="name">The package's name.</param>
    /// <param name="version">The package's version.</param>
    /// <param name="seconds">How long the installation takes.</param>
    /// <param name="failUnless">A file of the computer without which the installation fails; null never fails.</param>
    public static async Task<string> DebAsync(string folder, string name, string version, int seconds = 0, string? failUnless = null)
    {
        var tree = Path.Combine(folder, $"{name}-{version}");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(tree, "opt", name));
        await File.WriteAllTextAsync(Path.Combine(tree, "opt", name, "about.txt"), $"{name} {version}\n");
        await File.WriteAllTextAsync(
            Path.Combine(tree, "DEBIAN", "control"),
            $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Distribution <distribution@example.com>\nDescription: A sample\n");
        var script = Path.Combine(tree, "DEBIAN", "postinst");
        var condition = failUnless is null ? "" : $"[ -e \"$DPKG_ROOT{failUnless}\" ] || {{ echo '{failUnless} is missing' >&2; exit 7; }}\n";
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nset -e\nmkdir -p \"$DPKG_ROOT/var/log\"\necho '{version}' >> \"$DPKG_ROOT/var/log/{name}.log\"\n" +
            $"echo 'setting up {name} {version}'\n{(seconds > 0 ? $"sleep {seconds}\n" : "")}{condition}exit 0\n");
        await RunAsync("chmod", "755", script);
        var file = Path.Combine(folder, $"{name}_{version}_all.deb");
        await RunAsync("dpkg-deb", "--root-owner-group", "--build", tree, file);
        Directory.Delete(tree, recursive: true);
        return file;
    }

    /// <summary>A real zip of text files.</summary>
    public static async Task<string> ZipAsync(string folder, string name, params (string Path, string Text)[] files)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name + ".zip");
        File.Delete(file);
        await using var zip = await ZipFile.OpenAsync(file, ZipArchiveMode.Create);
        foreach (var (path, text) in files)
        {
            await using var entry = new StreamWriter(await zip.CreateEntry(path).OpenAsync());
            await entry.WriteAsync(text);
        }

        return file;
    }

    /// <summary>The version of a package that dpkg has fully installed below a root directory, or null.</summary>
    public static async Task<string?> InstalledVersionAsync(string root, string name)
    {
        if (!Directory.Exists(Path.Combine(root, "var", "lib", "dpkg")))
            return null;
        var (code, output) = await TryAsync("dpkg-query", $"--admindir={root}/var/lib/dpkg", "--show", "--showformat=${db:Status-Abbrev}${Version}", name);
        return code == 0 && output.StartsWith("ii ", StringComparison.Ordinal) ? output[3..].Trim() : null;
    }

    /// <summary>How often a package's installation script ran on a computer.</summary>
    public static IReadOnlyList<string> Runs(string root, string name)
    {
        var log = Path.Combine(root, "var", "log", name + ".log");
        return File.Exists(log) ? File.ReadAllLines(log) : [];
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var (code, output) = await TryAsync(program, arguments);
        if (code != 0)
            throw new InvalidOperationException($"{program} ended with {code}: {output}");
    }

    private static async Task<(int Code, string Output)> TryAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }
}
