using System.Diagnostics;

namespace Distribution.Agent.Tests;

/// <summary>Real packages, built by rpmbuild.</summary>
internal static class RpmPackage
{
    public static byte[] Build(string name, string version)
    {
        using var folder = new TemporaryFolder("rpm");
        File.WriteAllText(Path.Combine(folder.Path, "package.spec"), $"""
            Name: {name}
            Version: {version}
            Release: 1
            Summary: A package of a test
            License: none
            BuildArch: noarch
            %description
            A package of a test
            %install
            mkdir -p %buildroot/usr/share/{name}
            echo "{name} {version}" > %buildroot/usr/share/{name}/hello.txt
            %files
            /usr/share/{name}/hello.txt
            """);
        using var process = Process.Start(new ProcessStartInfo(
            "rpmbuild", ["-bb", "--quiet", "--define", $"_topdir {folder.Path}/top", "--define", $"_rpmdir {folder.Path}/rpms", Path.Combine(folder.Path, "package.spec")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, said.Result);
        return File.ReadAllBytes(Directory.GetFiles(Path.Combine(folder.Path, "rpms"), "*.rpm", SearchOption.AllDirectories).Single());
    }
}
