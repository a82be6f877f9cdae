using System.Diagnostics;
using System.Text;
using Distribution.Packages.Content;

namespace Distribution.Packages.Tests;

public sealed class DebianControlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("debian");

    [Theory]
    [InlineData("gzip")]
    [InlineData("none")]
    [InlineData("xz")]
    public async Task The_name_and_version_of_a_real_package_are_read(string compression)
    {
        var fields = await Read(await Build(compression));
        fields.ShouldBe(new DebianFields("distribution-hello", "1.2.3-4"));
    }

    [Fact]
    public async Task What_is_no_package_or_a_cut_off_one_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(await Build("gzip"));
        var damaged = Path.Combine(_folder.Path, "damaged.deb");
        foreach (var length in Enumerable.Range(0, 200))
        {
            await File.WriteAllBytesAsync(damaged, whole[..length]);
            await Should.ThrowAsync<InvalidDataException>(() => Read(damaged), $"{length} bytes");
        }

        await File.WriteAllTextAsync(damaged, "MZ this is another program altogether, and long enough to hold a header of sixty bytes");
        (await Should.ThrowAsync<InvalidDataException>(() => Read(damaged))).Message.ShouldContain("not a Debian package");
    }

    [Fact]
    public async Task A_member_that_claims_to_be_endless_is_refused()
    {
        var endless = Path.Combine(_folder.Path, "endless.deb");
        await File.WriteAllTextAsync(endless, "!<arch>\n" + "debian-binary   0           0     0     100644  4         `\n2.0\n"
            + "control.tar.gz  0           0     0     100644  9999999999`\nnot gzip");
        await Should.ThrowAsync<InvalidDataException>(() => Read(endless));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<DebianFields?> Read(string path)
    {
        await using var file = File.OpenRead(path);
        return await DebianControl.ReadAsync(file, CancellationToken.None);
    }

    private async Task<string> Build(string compression)
    {
        var tree = Path.Combine(_folder.Path, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        await File.WriteAllTextAsync(
            Path.Combine(tree, "DEBIAN", "control"),
            "Package: distribution-hello\nVersion: 1.2.3-4\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: greets\n Version: not this one\n",
            new UTF8Encoding(false));
        var deb = Path.Combine(_folder.Path, compression + ".deb");
        using var build = Process.Start(new ProcessStartInfo("dpkg-deb", ["--root-owner-group", "-Z" + compression, "--build", tree, deb]) { RedirectStandardOutput = true })!;
        await build.WaitForExitAsync();
        build.ExitCode.ShouldBe(0);
        return deb;
    }
}
