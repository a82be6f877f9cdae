using Distribution.Packages.Catalogue;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Tests;

public sealed class SilentCommandsTests
{
    private static readonly ContentFacts Anything = new(10);

    [Theory]
    [InlineData("a.msi", "msiexec /i \"{file}\" /qn /norestart", "msiexec /x \"{file}\" /qn /norestart")]
    [InlineData("A.MSI", "msiexec /i \"{file}\" /qn /norestart", "msiexec /x \"{file}\" /qn /norestart")]
    [InlineData("a.deb", "dpkg --install \"{file}\"", "dpkg --remove hello")]
    [InlineData("a.rpm", "rpm --upgrade --replacepkgs \"{file}\"", "rpm --erase \"hello\"")]
    [InlineData("a.pkg", "installer -pkg \"{file}\" -target /", null)]
    [InlineData("a.sh", "/bin/sh \"{file}\"", null)]
    [InlineData("a.ps1", "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \"{file}\"", null)]
    [InlineData("a.exe", null, null)]
    [InlineData("a.zip", null, null)]
    public void Each_kind_of_installer_has_its_own_commands(string fileName, string? install, string? uninstall)
    {
        SilentCommands.InstallerOf(fileName).ShouldBe(install);
        SilentCommands.RemoverOf(fileName, "hello").ShouldBe(uninstall);
    }

    [Theory]
    [InlineData("#!/bin/bash\necho", "/bin/bash")]
    [InlineData("#! /usr/bin/env bash\r\n", "/usr/bin/env bash")]
    [InlineData("#!/usr/bin/env -S python3 -u\n", "/usr/bin/env -S python3 -u")]
    [InlineData("echo no first line\n", null)]
    [InlineData("#!/bin/sh; reboot\n", null)]
    [InlineData("#!/bin/sh `reboot`\n", null)]
    [InlineData("#!bash\n", null)]
    [InlineData("", null)]
    public void A_script_is_run_by_what_its_first_line_names(string beginning, string? interpreter)
    {
        ScriptLine.InterpreterIn(beginning).ShouldBe(interpreter);
        SilentCommands.InstallerOf("a.sh", interpreter: interpreter).ShouldBe($"{interpreter ?? "/bin/sh"} \"{{file}}\"");
    }

    [Fact]
    public void What_the_caller_says_goes_before_what_the_content_says()
    {
        var debian = new ContentFacts(10, "hello", "2.10");
        Command("a.deb").Describe(debian).ShouldSatisfyAllConditions(
            a => a.Name.ShouldBe("hello"),
            a => a.SoftwareVersion.ShouldBe("2.10"),
            a => a.SoftwareName.ShouldBe("hello"),
            a => a.UninstallCommand.ShouldBe("dpkg --remove hello"),
            a => a.TimeLimitSeconds.ShouldBe(3600));
        (Command("a.deb") with { Name = "Greeting", SoftwareVersion = "3", UninstallCommand = "true" }).Describe(debian).ShouldSatisfyAllConditions(
            a => a.Name.ShouldBe("Greeting"),
            a => a.SoftwareVersion.ShouldBe("3"),
            a => a.UninstallCommand.ShouldBe("true"));
    }

    [Fact]
    public void Files_get_no_command_even_if_they_could_be_installed() =>
        (Command("a.deb") with { Kind = PackageKind.Files, Name = "n", DestinationFolder = "/srv" }).Describe(Anything).InstallCommand.ShouldBeNull();

    [Fact]
    public void Files_go_anywhere_whatever_computers_could_install_them() =>
        (Command("a.deb") with { Kind = PackageKind.Files, Name = "n", DestinationFolder = "/srv" })
            .Describe(Anything with { OperatingSystems = ["linux"], Architectures = ["x64"], ProductCode = "{x}" })
            .ShouldSatisfyAllConditions(a => a.OperatingSystems.ShouldBeNull(), a => a.Architectures.ShouldBeNull(), a => a.ProductCode.ShouldBeNull());

    [Fact]
    public void What_the_content_says_fills_every_attribute_that_the_caller_leaves_out()
    {
        var said = new ContentFacts(
            10, "tool", "2", null, "Tool", "Maker", "For work", "{0A1B2C3D-0000-0000-0000-00000000000A}", "{0A1B2C3D-0000-0000-0000-00000000000B}", ["windows"], ["x64"]);
        Command("a.msi").Describe(said).ShouldSatisfyAllConditions(
            a => a.Name.ShouldBe("Tool"),
            a => a.Publisher.ShouldBe("Maker"),
            a => a.Description.ShouldBe("For work"),
            a => a.ProductCode.ShouldBe(said.ProductCode),
            a => a.UpgradeCode.ShouldBe(said.UpgradeCode),
            a => a.Architectures.ShouldBe(["x64"]),
            a => a.UninstallCommand.ShouldBe("msiexec /x {productCode} /qn /norestart"));
        (Command("a.msi") with { Publisher = "Other", OperatingSystems = [] }).Describe(said)
            .ShouldSatisfyAllConditions(a => a.Publisher.ShouldBe("Other"), a => a.OperatingSystems.ShouldBeNull());
    }

    [Theory]
    [InlineData("a.msi", "windows")]
    [InlineData("a.exe", "windows")]
    [InlineData("a.rpm", "linux")]
    [InlineData("a.pkg", "macos")]
    [InlineData("a.sh", "linux macos")]
    public void An_installer_is_for_the_systems_that_can_run_it(string fileName, string systems) =>
        (Command(fileName) with { Name = "n" }).Describe(Anything).OperatingSystems.ShouldBe(systems.Split(' '));

    [Fact]
    public void Content_that_does_not_say_its_name_needs_one() =>
        Should.Throw<UnprocessableException>(() => Command("a.exe").Describe(Anything)).Message.ShouldContain("name");

    private static RegisterPackage Command(string fileName) =>
        new(null, null, null, PackageKind.Software, fileName, new string('a', 64), null, null, null, null, null);
}
