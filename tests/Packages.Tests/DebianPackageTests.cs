using System.Text;
using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class DebianPackageTests(RealInstallers real)
{
    [Theory]
    [InlineData("gzip", 0)]
    [InlineData("none", 0)]
    [InlineData("xz", 0)]
    [InlineData("zstd", 0)]
    [InlineData("gzip", 40_000)]
    [InlineData("xz", 40_000)]
    [InlineData("zstd", 40_000)]
    public void A_real_package_says_what_dpkg_reads_in_it(string compression, int padding)
    {
        var path = real.Deb(compression, padding);
        var read = RealInstallers.Read(path);
        string Dpkg(string field) => RealInstallers.Run("/", "dpkg-deb", "--field", path, field).TrimEnd('\n');
        read.NotReadable.ShouldBeNull();
        read.Name.ShouldBe(Dpkg("Package"));
        read.SoftwareName.ShouldBe("distribution-hello");
        read.SoftwareVersion.ShouldBe(Dpkg("Version"));
        read.BuiltFor.ShouldBe(Dpkg("Architecture"));
        read.Publisher.ShouldBe(Dpkg("Maintainer"));
        read.Architectures.ShouldBe(["x64"]);
        read.OperatingSystems.ShouldBe(["linux"]);
        read.Dependencies.ShouldBe(["dpkg (>= 1.19)", "libc6 (>= 2.36)", "adduser | passwd"]);
        read.Description.ShouldBe("greets everybody who  Version: not this one");
        read.Commands.ShouldHaveSingleItem().ShouldBe(new SuggestedCommands("Its own silent commands", "dpkg --install \"{file}\"", "dpkg --remove distribution-hello"));
    }

    [Fact]
    public void A_cut_off_package_is_refused_wherever_the_cut_is()
    {
        foreach (var compression in new[] { "gzip", "xz", "zstd" })
        {
            var whole = File.ReadAllBytes(real.Deb(compression));
            foreach (var length in Enumerable.Range(0, 400))
                Refusal(whole[..length]).ShouldNotBeNull($"{compression}, {length} bytes");
        }
    }

    [Fact]
    public void What_is_no_package_is_refused() =>
        Refusal("MZ this is another program altogether, and long enough to hold a header of sixty bytes"u8.ToArray()).ShouldBe("it is not a Debian package");

    [Fact]
    public void A_member_that_claims_to_be_endless_is_refused() =>
        Refusal(Encoding.ASCII.GetBytes("!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n"
            + "control.tar.gz  0           0     0     100644  9999999999`\nnot gzip")).ShouldNotBeNull();

    private static string? Refusal(byte[] bytes) => ContentReading.Read(new MemoryStream(bytes), "x.deb").NotReadable;
}
