using System.Text;
using Distribution.Packages.Reading;

namespace Distribution.Packages.Tests;

public sealed class WindowsProgramTests(RealInstallers real)
{
    [Theory]
    [InlineData("amd64-unicode", "x64")]
    [InlineData("x86-unicode", "x86")]
    public void A_real_nsis_installer_is_read_and_recognised(string target, string builtFor)
    {
        var read = RealInstallers.Read(real.Nsis(target));
        read.NotReadable.ShouldBeNull();
        read.Name.ShouldBe("Distribution Hello");
        read.SoftwareVersion.ShouldBe("1.2.3 beta");
        read.Publisher.ShouldBe("Example and Sons");
        read.Description.ShouldBe("Greets everybody");
        read.BuiltFor.ShouldBe(builtFor);
        read.Architectures.ShouldBe(builtFor == "x64" ? ["x64"] : null);
        read.InstallerFamily.ShouldBe(InstallerFamily.Nsis);
        read.Commands.ShouldHaveSingleItem().Install.ShouldBe("\"{file}\" /S");
    }

    [Theory]
    [InlineData("zlb\u001aInno Setup Setup Data (6.2.0)", InstallerFamily.InnoSetup, "/VERYSILENT")]
    [InlineData("InstallShield\0...", InstallerFamily.InstallShield, "/s /v")]
    [InlineData("....ISSetupStream", InstallerFamily.InstallShield, "/s /v")]
    public void Other_families_are_known_by_the_mark_behind_their_stub(string mark, InstallerFamily family, string says)
    {
        var stub = File.ReadAllBytes(real.Nsis("x86-unicode"));
        var read = Read([.. WithoutPayload(stub), .. Encoding.Latin1.GetBytes(mark)]);
        read.InstallerFamily.ShouldBe(family);
        read.Commands[0].Install.ShouldContain(says);
        read.Name.ShouldBe("Distribution Hello");
    }

    [Fact]
    public void A_wix_bundle_is_known_by_its_section()
    {
        var stub = WithoutPayload(File.ReadAllBytes(real.Nsis("x86-unicode")));
        ".wixburn"u8.CopyTo(stub.AsSpan(stub.AsSpan().IndexOf(".ndata"u8)));
        var read = Read(stub);
        read.InstallerFamily.ShouldBe(InstallerFamily.WixBurn);
        read.Commands.ShouldHaveSingleItem().Uninstall.ShouldBe("\"{file}\" /uninstall /quiet /norestart");
    }

    [Fact]
    public void A_program_of_no_known_family_is_offered_nothing()
    {
        var read = Read(WithoutPayload(File.ReadAllBytes(real.Nsis("amd64-unicode"))));
        read.NotReadable.ShouldBeNull();
        read.InstallerFamily.ShouldBeNull();
        read.Commands.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_no_program_is_said_to_be_none() => Read("#!/bin/sh\necho hello\n"u8.ToArray()).NotReadable.ShouldBe("it is not a Windows program");

    private static ContentAttributes Read(byte[] bytes) => ContentReading.Read(new MemoryStream(bytes), "setup.exe");

    private static byte[] WithoutPayload(byte[] installer) => installer[..(installer.AsSpan().IndexOf("NullsoftInst"u8) - 8)];
}
