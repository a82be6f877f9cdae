using System.Diagnostics;

namespace Distribution.Agent.Tests;

/// <summary>Real packages, built by dpkg-deb.</summary>
internal static class DebianPackage
{
    /// <param name="postinst">Lines of a script that runs after unpacking, with DPKG_ROOT as the root; null is none.</param>
    public static byte[] Build(string name, string version, string? postinst = null, string file = "usr/share/{0}/hello.txt")
    {
        using var folder = new TemporaryFolder("deb");
        var tree = Path.Combine(folder.Path, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        File.WriteAllText(
            Path.Combine(tree, "DEBIAN", "control"),
            $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Test <test@example.org>\nDescription: A package of a test\n");
        if (postinst is not null)
        {
            var script = Path.Combine(tree, "DEBIAN", "postinst");
            File.WriteAllText(script, $"#!/bin/sh\nset -e\n{postinst}\n");
            Programs.MakeExecutable(script);
        }
        var payload = Path.Combine(tree, string.Format(System.Globalization.CultureInfo.InvariantCulture, file, name));
        Directory.CreateDirectory(Path.GetDirectoryName(payload)!);
        File.WriteAllText(payload, $"{name} {version}\n");
        var target = Path.Combine(folder.Path, "package.deb");
        using var process = Process.Start(new ProcessStartInfo("dpkg-deb", ["-Zgzip", "--root-owner-group", "--build", tree, target]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return File.ReadAllBytes(target);
    }

    /// <summary>What dpkg itself says of a package in a root: its status, or "" when it knows none.</summary>
    public static string StatusIn(string root, string name)
    {
        using var process = Process.Start(new ProcessStartInfo("dpkg-query", [$"--admindir={root}/var/lib/dpkg", "-W", "-f=${Status} ${Version}", name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
