using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class RpmPackageTests(RealInstallers real)
{
    [Fact]
    public void A_real_package_says_what_rpm_reads_in_it()
    {
        var path = real.Rpm();
        var read = RealInstallers.Read(path);
        string Rpm(params string[] query) => RealInstallers.Run("/", "rpm", ["--dbpath", Path.GetTempPath(), "-qp", .. query, path]).TrimEnd('\n');
        read.NotReadable.ShouldBeNull();
        read.Name.ShouldBe(Rpm("--queryformat", "%{NAME}"));
        read.SoftwareVersion.ShouldBe(Rpm("--queryformat", "%{EPOCH}:%{VERSION}-%{RELEASE}"));
        read.BuiltFor.ShouldBe(Rpm("--queryformat", "%{ARCH}"));
        read.Publisher.ShouldBe(Rpm("--queryformat", "%{VENDOR}"));
        read.Description.ShouldBe(Rpm("--queryformat", "%{SUMMARY}"));
        read.Dependencies.ShouldNotBeNull().Order().ShouldBe(
            Rpm("--requires").Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith("rpmlib(", StringComparison.Ordinal)).Order());
        read.Dependencies.ShouldContain("glibc >= 2.34");
        read.Architectures.ShouldBe(["x64"]);
        read.OperatingSystems.ShouldBe(["linux"]);
        read.Commands.ShouldHaveSingleItem().Uninstall.ShouldBe("rpm --erase \"distribution-hello\"");
    }

    [Fact]
    public void A_cut_off_package_is_refused_wherever_the_cut_is()
    {
        var whole = File.ReadAllBytes(real.Rpm());
        foreach (var length in Enumerable.Range(0, 600))
            ContentReading.Read(new MemoryStream(whole[..length]), "x.rpm").NotReadable.ShouldNotBeNull($"{length} bytes");
    }

    [Fact]
    public void A_source_package_installs_nothing()
    {
        var bytes = File.ReadAllBytes(real.Rpm());
        bytes[7] = 1;
        ContentReading.Read(new MemoryStream(bytes), "x.src.rpm").NotReadable.ShouldBe("it is a source package, which installs nothing");
    }
}
