using System.Runtime.Versioning;

// What is tested needs an SSH server, which Windows computers do not have by themselves.
[assembly: UnsupportedOSPlatform("windows")]

namespace Distribution.Installer.Tests;

/// <summary>The real ssh and scp against a real SSH server.</summary>
public sealed class InstallationTests(PrivateSshd computer) : IClassFixture<PrivateSshd>
{
    [Fact]
    public async Task The_agent_is_copied_verified_configured_and_running()
    {
        using var agent = new PretendedAgent(computer.Folder);

        var report = await InstallAsync(agent.OrderFor(computer));

        report.Reason.ShouldBeNull();
        report.State.ShouldBe(InstallationState.Installed);
        report.Files.ShouldBe([new("distribution-agent", FileState.Copied), new("runtimes/unix/library with spaces.so", FileState.Copied)]);
        (await agent.SeenAsync()).Trim().ShouldBe("http://127.0.0.1:5100|key-1|pc one");
        PretendedAgent.Runs(agent.ProcessId).ShouldBeTrue();
        File.GetUnixFileMode(Path.Combine(agent.InstallFolder, "agent.env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_authority_goes_with_it_and_stays_when_it_is_installed_again_without_it()
    {
        using var agent = new PretendedAgent(computer.Folder, "cp \"$DISTRIBUTION_CA\" \"$DISTRIBUTION_DATA/trusted\"; exec sleep 600");
        var authority = LocalAuthority.In(Path.Combine(computer.Folder, Guid.NewGuid().ToString("N"))).CertificateFile;
        var (order, errors) = CommandLine.Parse(["--to", "x", "--agent", "x", "--server", "https://gateway", "--ca", authority], File.ReadAllLines);
        errors.ShouldBeEmpty();
        var trusted = Path.Combine(agent.DataFolder, "trusted");
        Task Trusted() => Eventually.Holds(
            async () => File.Exists(trusted) ? (await File.ReadAllTextAsync(trusted)).Trim() : "", text => text == File.ReadAllText(authority).Trim(), "the agent has the authority");

        (await InstallAsync(agent.OrderFor(computer) with { Authority = order!.Authority })).Reason.ShouldBeNull();
        await Trusted();
        File.Delete(trusted);
        (await InstallAsync(agent.OrderFor(computer))).Reason.ShouldBeNull();
        await Trusted();
    }

    [Fact]
    public async Task A_second_installation_takes_the_place_of_the_first()
    {
        using var agent = new PretendedAgent(computer.Folder);
        (await InstallAsync(agent.OrderFor(computer))).State.ShouldBe(InstallationState.Installed);
        var first = agent.ProcessId;
        await File.WriteAllTextAsync(Path.Combine(agent.Published, "new"), "");

        var report = await InstallAsync(agent.OrderFor(computer));

        report.Reason.ShouldBeNull();
        PretendedAgent.Runs(first).ShouldBeFalse();
        PretendedAgent.Runs(agent.ProcessId).ShouldBeTrue();
        File.Exists(Path.Combine(agent.InstallFolder, "new")).ShouldBeTrue();
        Directory.Exists(agent.InstallFolder + ".old").ShouldBeFalse();
    }

    [Fact]
    public async Task An_agent_that_ends_at_once_is_a_failure_in_its_own_words()
    {
        using var agent = new PretendedAgent(computer.Folder, "echo no such server; exit 3");

        var report = await InstallAsync(agent.OrderFor(computer));

        report.State.ShouldBe(InstallationState.Failed);
        report.Reason.ShouldNotBeNull().ShouldContain("no such server");
    }

    [Fact]
    public async Task A_computer_that_does_not_accept_the_key_is_not_tried_again()
    {
        using var agent = new PretendedAgent(computer.Folder);

        var report = await InstallAsync(agent.OrderFor(computer) with { IdentityFile = computer.StrangersIdentityFile });

        report.State.ShouldBe(InstallationState.Failed);
        report.Tries.ShouldBe(1);
        report.Reason.ShouldNotBeNull().ShouldContain("Permission denied");
        report.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_was_never_seen_is_trusted_only_when_asked_for()
    {
        using var agent = new PretendedAgent(computer.Folder);
        var order = agent.OrderFor(computer) with { KnownHostsFile = Path.Combine(computer.Folder, $"empty-{Guid.NewGuid():N}") };

        (await InstallAsync(order)).Reason.ShouldNotBeNull().ShouldContain("Host key verification failed");
        (await InstallAsync(order with { AcceptNewHostKeys = true })).State.ShouldBe(InstallationState.Installed);
    }

    [Fact]
    public async Task A_host_whose_key_changed_gets_nothing_even_so()
    {
        using var agent = new PretendedAgent(computer.Folder);

        var report = await InstallAsync(agent.OrderFor(computer) with { KnownHostsFile = await computer.KnownAsSomebodyElseAsync(), AcceptNewHostKeys = true });

        report.State.ShouldBe(InstallationState.Failed);
        Directory.Exists(agent.DataFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_platform_without_an_agent_is_a_failure_that_names_it()
    {
        using var agent = new PretendedAgent(computer.Folder);
        File.Delete(Path.Combine(agent.Published, "distribution-agent"));

        var report = await InstallAsync(agent.OrderFor(computer));

        report.State.ShouldBe(InstallationState.Failed);
        report.Reason.ShouldNotBeNull().ShouldContain("no distribution-agent for linux-");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_failure_and_leaves_nothing_behind()
    {
        using var agent = new PretendedAgent(computer.Folder);

        var report = await InstallAsync(agent.OrderFor(computer) with { DataFolder = "/proc/nowhere" });

        report.State.ShouldBe(InstallationState.Failed);
        Directory.GetFileSystemEntries(computer.TemporaryFiles).ShouldBeEmpty();
    }

    [Fact]
    public async Task Options_for_Windows_are_noted_and_are_no_error()
    {
        using var agent = new PretendedAgent(computer.Folder);

        var report = await InstallAsync(agent.OrderFor(computer) with { NotApplicable = ["--create-admin-share"] });

        report.State.ShouldBe(InstallationState.Installed);
        report.Notes.ShouldBe(["--create-admin-share: not applicable on this computer"]);
    }

    private static async Task<InstallationReport> InstallAsync(InstallationOrder order) =>
        (await Program.InstallAsync(order, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken)).Single();
}
