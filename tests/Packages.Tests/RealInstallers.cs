using System.Diagnostics;
using System.Text;
using Distribution.Packages.Reading;
using Distribution.Testing.Platform;

[assembly: AssemblyFixture(typeof(Distribution.Packages.Tests.RealInstallers))]

namespace Distribution.Packages.Tests;

/// <summary>Installers made by the real tools of their systems, each made once.</summary>
public sealed class RealInstallers : IDisposable
{
    private readonly TemporaryFolder _folder = new("installers");
    private readonly Lock _making = new();

    /// <summary>An MSI made by wixl, of that processor and with so many files of that size.</summary>
    public string Msi(string architecture = "x64", int files = 1, int bytes = 10) =>
        Made($"{architecture}-{files}-{bytes}.msi", path => File.Move(SampleMsi.Make(_folder.Path, "Distribution Hello", architecture, files, bytes), path));

    /// <summary>A Debian package made by dpkg-deb.</summary>
    /// <param name="compression">gzip, xz, zstd or none.</param>
    /// <param name="padding">So many lines of sums lie in the archive before the control file is read to its end.</param>
    public string Deb(string compression, int padding = 0) => Made($"{compression}-{padding}.deb", path =>
    {
        var tree = Path.Combine(_folder.Path, $"deb-{compression}-{padding}");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        File.WriteAllText(
            Path.Combine(tree, "DEBIAN", "control"),
            "Package: distribution-hello\nVersion: 1:1.2.3-4\nArchitecture: amd64\nPre-Depends: dpkg (>= 1.19)\nDepends: libc6 (>= 2.36),\n adduser | passwd\n"
            + "Maintainer: Nobody <nobody@example.org>\nDescription: greets\n everybody who\n .\n Version: not this one\n",
            new UTF8Encoding(false));
        var random = new Random(padding);
        File.WriteAllLines(Path.Combine(tree, "DEBIAN", "md5sums"), Enumerable.Range(0, padding).Select(i => $"{random.NextInt64():x16}{random.NextInt64():x16}  usr/share/doc/hello/{i}"));
        Run(tree, "dpkg-deb", "--root-owner-group", "-Z" + compression, "--build", tree, path);
    });

    /// <summary>An RPM package made by rpmbuild.</summary>
    public string Rpm() => Made("hello.rpm", path =>
    {
        var top = Path.Combine(_folder.Path, "rpm");
        Directory.CreateDirectory(top);
        var spec = Path.Combine(top, "hello.spec");
        File.WriteAllText(spec, """
            Name: distribution-hello
            Epoch: 2
            Version: 1.2.3
            Release: 4
            Summary: Greets everybody
            License: MIT
            Vendor: Müller & Sons
            Requires: glibc >= 2.34, bash
            Requires: coreutils < 99
            %description
            Greets everybody who comes.
            %install
            mkdir -p %{buildroot}/usr/share/hello
            echo hello > %{buildroot}/usr/share/hello/hello
            %files
            /usr/share/hello/hello
            """ + "\n");
        Run(top, "rpmbuild", "-bb", "--quiet", "--target", "x86_64", "--define", $"_topdir {top}", "--define", "_build_id_links none", "--dbpath", Path.Combine(top, "db"), spec);
        File.Move(Directory.GetFiles(top, "*.rpm", SearchOption.AllDirectories).Single(), path);
    });

    /// <summary>An installer made by makensis, with a version resource.</summary>
    /// <param name="target">amd64-unicode or x86-unicode.</param>
    public string Nsis(string target) => Made($"{target}.exe", path =>
    {
        var script = Path.Combine(_folder.Path, target + ".nsi");
        File.WriteAllText(script, $"""
            Target {target}
            Name "Distribution Hello"
            OutFile "{path}"
            InstallDir "$PROGRAMFILES\Hello"
            RequestExecutionLevel user
            VIProductVersion "1.2.3.4"
            VIAddVersionKey "ProductName" "Distribution Hello"
            VIAddVersionKey "ProductVersion" "1.2.3 beta"
            VIAddVersionKey "CompanyName" "Example and Sons"
            VIAddVersionKey "FileDescription" "Greets everybody"
            VIAddVersionKey "FileVersion" "1.2.3.4"
            VIAddVersionKey "LegalCopyright" "none"
            Section
            SectionEnd
            """);
        Run(_folder.Path, "makensis", "-V1", script);
    });

    /// <summary>What the service reads in a file.</summary>
    internal static ContentAttributes Read(string path, string? innerPath = null)
    {
        using var content = File.OpenRead(path);
        return ContentReading.Read(content, path, innerPath);
    }

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    public static string Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var fault = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {fault.Result} {printed}");
        return printed;
    }

    public void Dispose() => _folder.Dispose();

    private string Made(string name, Action<string> make)
    {
        var path = Path.Combine(_folder.Path, name);
        lock (_making)
        {
            if (!File.Exists(path))
                make(path);
        }

        return path;
    }
}
