using System.Text;
using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class MsiPackageTests(RealInstallers real)
{
    [Theory]
    [InlineData("x64", 1, 10)]
    [InlineData("x86", 1, 10)]
    [InlineData("x64", 400, 10)]
    [InlineData("x64", 1, 12_000_000)]                                    // so large that its table of sectors has tables
    public void A_real_msi_says_what_the_system_tool_reads_in_it(string architecture, int files, int bytes)
    {
        var path = real.Msi(architecture, files, bytes);
        var read = RealInstallers.Read(path);
        var properties = RealInstallers.Run("/", "msiinfo", "export", path, "Property").Split('\n')
            .Skip(3).Select(line => line.Trim('\r').Split('\t')).Where(line => line.Length == 2).ToDictionary(line => line[0], line => line[1]);
        read.NotReadable.ShouldBeNull();
        read.Name.ShouldBe(properties["ProductName"]);
        read.SoftwareVersion.ShouldBe(properties["ProductVersion"]);
        read.ProductCode.ShouldBe(properties["ProductCode"]);
        read.UpgradeCode.ShouldBe(properties["UpgradeCode"]);
        read.Publisher.ShouldBe(properties["Manufacturer"]);
        read.Publisher.ShouldBe("Müller & Sons");
        read.Languages.ShouldBe([properties["ProductLanguage"]]);
        read.Description.ShouldBe("Greets everybody");
        read.BuiltFor.ShouldBe(architecture);
        read.Architectures.ShouldBe(architecture == "x64" ? ["x64"] : null);
        read.OperatingSystems.ShouldBe(["windows"]);
    }

    [Fact]
    public void Its_own_commands_are_offered() =>
        RealInstallers.Read(real.Msi()).Commands.ShouldHaveSingleItem()
            .ShouldBe(new SuggestedCommands("Its own silent commands", "msiexec /i \"{file}\" /qn /norestart", "msiexec /x {productCode} /qn /norestart"));

    [Fact]
    public void Another_compound_file_is_no_msi()
    {
        var bytes = File.ReadAllBytes(real.Msi());
        // The name of the pool of texts as it is stored, each two letters of '_StringPool' packed into one.
        var at = bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes("\u4840\u3f3f\u4577\u446c\u3e6a"));
        at.ShouldBeGreaterThan(0);
        bytes[at + 2] ^= 1;
        ContentReading.Read(new MemoryStream(bytes), "other.msi").NotReadable.ShouldBe("it is not a Windows Installer database");
    }
}
