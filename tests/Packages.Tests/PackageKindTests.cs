using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

/// <summary>What may be a package, and the commands that it has by itself (domain 1.1, 1.2, 1.4).</summary>
public sealed class PackageKindTests() : SpecificationOf<Package>(Package.Evolve)
{
    private const string Code = "{0A1B2C3D-0000-0000-0000-00000000000A}";
    private static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PackageAttributes Tool = new(
        "tool", "1", PackageKind.Software, "tool.msi", new string('a', 64), 10, "run {file}", null, null, null, 3600);

    [Theory]
    [InlineData("a.msi")]
    [InlineData("A.EXE")]
    [InlineData("a.deb")]
    [InlineData("a.rpm")]
    [InlineData("a.pkg")]
    [InlineData("a.ps1")]
    [InlineData("a.sh")]
    public void Software_is_an_installer_or_a_script(string fileName) => Allowed(Tool with { FileName = fileName });

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.run")]
    [InlineData("a")]
    [InlineData("a.msu")]
    [InlineData("a.tar.gz")]
    public void What_is_no_installer_is_no_software(string fileName) => Refused(Tool with { FileName = fileName }, "fileName");

    [Theory]
    [InlineData("kb.msu")]
    [InlineData("kb.msp")]
    [InlineData("kb.exe")]
    public void An_update_is_also_what_the_system_itself_installs(string fileName) => Allowed(Tool with { Kind = PackageKind.Update, FileName = fileName });

    [Fact]
    public void A_zip_says_which_of_its_files_installs_unless_its_command_does()
    {
        var zip = Tool with { FileName = "a.zip", InstallCommand = null };
        Refused(zip, "innerPath");
        Refused(zip with { InnerPath = "setup.exe" }, "'setup.exe' needs its silent command");
        Refused(zip with { InnerPath = "read.me", InstallCommand = "run {folder}" }, "innerPath");
        Allowed(zip with { InstallCommand = "\"{folder}/bin/anything\" --quiet" });
        Allowed(zip with { InnerPath = "in/setup.exe", InstallCommand = "\"{folder}\\in\\setup.exe\" /S" });
    }

    [Fact]
    public void Only_a_zip_has_something_inside() => Refused(Tool with { InnerPath = "in/setup.msi" }, "innerPath");

    [Theory]
    [InlineData("in/setup.msi", "msiexec /i \"{folder}\\in\\setup.msi\" /qn /norestart", "msiexec /x \"{folder}\\in\\setup.msi\" /qn /norestart")]
    [InlineData("in/tool.deb", "dpkg --install \"{folder}/in/tool.deb\"", "dpkg --remove tool")]
    [InlineData("in/tool.rpm", "rpm --upgrade --replacepkgs \"{folder}/in/tool.rpm\"", "rpm --erase \"tool\"")]
    [InlineData("tool.pkg", "installer -pkg \"{folder}/tool.pkg\" -target /", null)]
    [InlineData("in/go.sh", "/bin/sh \"{folder}/in/go.sh\"", null)]
    [InlineData("in/go.ps1", "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \"{folder}\\in\\go.ps1\"", null)]
    [InlineData("in/setup.exe", null, null)]
    public void The_installer_within_a_zip_has_the_commands_of_its_kind(string innerPath, string? install, string? uninstall)
    {
        SilentCommands.InstallerOf("a.zip", innerPath).ShouldBe(install);
        SilentCommands.RemoverOf("a.zip", "tool", innerPath).ShouldBe(uninstall);
    }

    [Fact]
    public void An_msi_is_removed_by_its_product_code_when_that_is_known() =>
        SilentCommands.RemoverOf("a.msi", null, null, Code).ShouldBe("msiexec /x {productCode} /qn /norestart");

    [Theory]
    [InlineData("{productCode}", null, "productCode")]
    [InlineData("{productcode}", Code, "is not known")]
    [InlineData("{user}", Code, "{user} is not known")]
    [InlineData("{folder}", Code, "{folder}")]
    [InlineData("run {file", null, "a brace is opened and not closed")]
    [InlineData("run file}", null, "a brace is closed that was not opened")]
    [InlineData("run }{", null, "a brace is closed that was not opened")]
    [InlineData("\"run {file}", null, "a quote is opened and not closed")]
    [InlineData("run 'a b", null, "a quote is opened and not closed")]
    [InlineData("   ", null, "the command is blank")]
    public void A_command_that_cannot_be_meant_so_is_refused_with_name_and_rule(string command, string? productCode, string why)
    {
        Refused(Tool with { InstallCommand = command, ProductCode = productCode }, "installCommand: ");
        Refused(Tool with { InstallCommand = command, ProductCode = productCode }, why);
        Refused(Tool with { UninstallCommand = command, ProductCode = productCode }, why);
        Refused(Tool with { ExternalPrograms = new(OnError: new(command)), ProductCode = productCode }, "externalPrograms.onError.command: ");
    }

    [Theory]
    [InlineData("msiexec /x {productCode} /qn", Code)]
    [InlineData("\"{root}/bin/it\" \"{file}\"", null)]
    [InlineData("it --name=don't", null)]
    [InlineData("\"C:\\Program Files\\it.exe\" \"a \\\"quoted\\\" word\"", null)]
    public void A_command_may_hold_what_the_agent_or_the_catalogue_fills_in(string command, string? productCode) =>
        Allowed(Tool with { InstallCommand = command, ProductCode = productCode });

    [Fact]
    public void Files_have_nothing_that_only_an_installer_has()
    {
        var files = Tool with { Kind = PackageKind.Files, FileName = "a.zip", InstallCommand = null, DestinationFolder = "/srv" };
        Allowed(files);
        Allowed(files with { ExternalPrograms = new(Before: new("check")) });
        Refused(files with { InnerPath = "a" }, "innerPath");
        Refused(files with { ProductCode = Code }, "productCode");
        Refused(files with { UpgradeCode = Code }, "upgradeCode");
        Refused(files with { ExitCodes = new([0]) }, "exitCodes");
        Refused(files with { WorkingDirectory = "/" }, "workingDirectory");
        Refused(files with { Environment = new Dictionary<string, string>() }, "environment");
        Refused(files with { RunAs = RunAs.SessionUser }, "runAs");
    }

    [Fact]
    public void A_table_of_exit_codes_without_a_success_is_refused()
    {
        Refused(Tool with { ExitCodes = new(RetryLater: [5]) }, "exitCodes");
        Allowed(Tool with { ExitCodes = new(RestartNeeded: [3010]) });
    }

    [Fact]
    public void A_name_that_would_be_an_option_of_rpm_is_refused() => Refused(Tool with { FileName = "a.rpm", SoftwareName = "--all" }, "no RPM package name");

    private void Allowed(PackageAttributes attributes) =>
        Given().When(p => Package.Register(p, Id, attributes, Noon)).Then(new PackageRegistered(Id, attributes, Noon)).AndAgainNothing();

    private void Refused(PackageAttributes attributes, string why) => Given().When(p => Package.Register(p, Id, attributes, Noon)).ThenRefused(why);
}
