using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>Each kind of installer on its own package database: upgrade, downgrade, a failing upgrade, removal.</summary>
public sealed class InstallingByKind : ComputerOfATest
{
    private string Hello => Said("usr/share/tool/hello.txt");

    [Fact]
    public async Task An_rpm_is_installed_upgraded_never_taken_back_and_removed()
    {
        var old = Cached("tool.rpm", RpmPackage.Build("tool", "1.9"));
        await Succeeds(Do.Install(1, old));
        Hello.ShouldBe("tool 1.9\n");
        await Succeeds(Do.Install(1, Cached("tool.rpm", RpmPackage.Build("tool", "1.10")), software: "tool", version: "1.10"));
        Hello.ShouldBe("tool 1.10\n");

        var back = await Run(Do.Install(1, old));
        back.Outcome.ShouldBe(ActionOutcome.Failed);
        back.OutputTail.ShouldContain("which is newer than");
        Hello.ShouldBe("tool 1.10\n");

        await Succeeds(Do.Uninstall(1, "tool"));
        Hello.ShouldBe("");
        (await Run(Do.Uninstall(1, "tool"))).OutputTail.ShouldBe("tool was not installed.");
    }

    [Fact]
    public async Task A_debian_package_is_never_taken_back_unless_the_command_says_so()
    {
        var old = Cached("tool.deb", DebianPackage.Build("tool", "1.9"));
        await Succeeds(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "1.10"))));

        var back = await Run(Do.Install(1, old));
        (back.Outcome, back.ExitCode, back.Reason)
            .ShouldBe((ActionOutcome.Failed, null, "tool 1.10 is installed, which is newer than 1.9; nothing is taken back to an older version."));
        DebianPackage.StatusIn(Root, "tool").ShouldBe("install ok installed 1.10");

        await Succeeds(Do.Install(1, old, "dpkg --force-downgrade --install \"{file}\""));
        DebianPackage.StatusIn(Root, "tool").ShouldBe("install ok installed 1.9");
    }

    [Fact]
    public async Task When_an_upgrade_fails_the_version_before_is_put_back()
    {
        await Succeeds(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "1.0"))));
        var upgrade = await Run(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "2.0", "echo the licence is missing; exit 7"))));
        upgrade.Outcome.ShouldBe(ActionOutcome.Failed);
        upgrade.Reason!.ShouldEndWith("The version before was put back: tool 1.0.");
        DebianPackage.StatusIn(Root, "tool").ShouldBe("install ok installed 1.0");
        Hello.ShouldBe("tool 1.0\n");
    }

    [Fact]
    public async Task A_removal_that_leaves_the_software_where_it_was_has_failed()
    {
        await Succeeds(Do.Install(1, Cached("tool.deb", DebianPackage.Build("tool", "1.0"))));
        (await Run(Do.Uninstall(1, "tool", "/bin/true"))).Reason.ShouldBe("The command succeeded, but dpkg still has tool installed.");
    }

    [Fact]
    public async Task What_no_database_knows_is_removed_by_the_operator_s_own_command()
    {
        await Succeeds(Do.Uninstall(1, "home made", "/bin/sh -c 'echo gone > {root}/gone'"));
        Said("gone").ShouldBe("gone\n");
    }

    private async Task Succeeds(ActionInstruction action)
    {
        var verdict = await Run(action);
        verdict.Outcome.ShouldBe(ActionOutcome.Succeeded, $"{verdict.Reason} {verdict.OutputTail}");
    }
}
