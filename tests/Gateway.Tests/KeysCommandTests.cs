using Distribution.Contracts.Rules.Trust;

namespace Distribution.Gateway.Tests;

/// <summary>The ceremony of keys, as README describes it.</summary>
public sealed class KeysCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("ceremony");

    private string Roots => In("roots.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_root_is_made_a_key_comes_beside_the_old_one_and_the_old_one_is_revoked()
    {
        foreach (var name in new[] { "root", "tasks", "computers", "tasks-2" })
            (await Keys("create", In(name))).ShouldSucceed();
        (await Keys("start", Roots, "--root-key", In("root"), "--add", "tasks=" + In("tasks"), "--add", "computers=" + In("computers"))).ShouldSucceed();
        Signs("tasks", TrustRoles.Tasks).Root.Version.ShouldBe(1);

        (await Keys("change", Roots, "--root-key", In("root"), "--add", $"tasks={In("tasks-2")}.pub")).ShouldSucceed();
        Signs("tasks", TrustRoles.Tasks).Root.Version.ShouldBe(2);
        Signs("tasks-2", TrustRoles.Tasks);

        var stolen = SigningKey.Parse(await File.ReadAllTextAsync(In("tasks"))).Id;
        (await Keys("revoke", Roots, "--root-key", In("root"), "--remove", stolen, "--days", "30")).ShouldSucceed();
        Signs("tasks-2", TrustRoles.Tasks).Root.ExpiresAt.ShouldBeLessThan(DateTimeOffset.UtcNow.AddDays(31));
        Should.Throw<InvalidOperationException>(() => Signs("tasks", TrustRoles.Tasks)).Message.ShouldSatisfyAllConditions(
            said => said.ShouldStartWith("The setting Signing:KeyFile "), said => said.ShouldContain("no computer would obey it"));
        Should.Throw<InvalidOperationException>(() => Signs("computers", TrustRoles.Tasks));
        var pem = await File.ReadAllTextAsync(In("computers"));
        Should.Throw<InvalidOperationException>(() => ServiceSigning.Open(name => name == ServiceSigning.PemSetting ? pem : name == ServiceSigning.RootSetting ? Roots : null, TrustRoles.Tasks))
            .Message.ShouldStartWith("The setting Signing:Key ");
        (await Keys("show", Roots)).Output.ShouldContain("version 3");
    }

    [Fact]
    public async Task Where_two_must_sign_one_is_not_enough_for_any_service_until_the_other_has_signed()
    {
        foreach (var name in new[] { "a", "b", "c", "tasks" })
            (await Keys("create", In(name))).ShouldSucceed();
        (await Keys("start", Roots, "--root-key", In("a"), "--add-root", In("b") + ".pub", "--add-root", In("c") + ".pub", "--threshold", "2", "--add", "tasks=" + In("tasks"))).ExitCode.ShouldBe(1);
        Should.Throw<InvalidOperationException>(() => Signs("tasks", TrustRoles.Tasks)).Message.ShouldSatisfyAllConditions(
            said => said.ShouldStartWith("The setting Signing:RootFile"), said => said.ShouldContain("not signed by enough"));
        (await Keys("change", Roots, "--root-key", In("a"))).Error.ShouldContain("not whole");
        (await Keys("sign", Roots, "--root-key", In("c"))).ShouldSucceed();
        Signs("tasks", TrustRoles.Tasks);
    }

    [Fact]
    public async Task A_private_key_is_its_owner_s_alone_is_never_written_over_and_what_is_wrong_is_said()
    {
        (await Keys("create", In("root"))).ShouldSucceed();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(In("root")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = await File.ReadAllTextAsync(In("root"));
        (await Keys("create", In("root"))).ExitCode.ShouldBe(1);
        (await File.ReadAllTextAsync(In("root"))).ShouldBe(before);
        (await Keys("start", Roots)).Error.ShouldContain("--root-key is missing");
        (await Keys("start", Roots, "--root-key", In("root"), "--add", "kings=" + In("root"))).Error.ShouldContain("tasks, computers");
        (await Keys("start", Roots, "--root-key", In("root") + ".pub")).Error.ShouldContain("no private key");
        // A program that starts with a wrong key says so in one line, as of every setting (ServiceProgram).
        Should.Throw<InvalidOperationException>(() => Signs("nothing", TrustRoles.Tasks)).Message.ShouldStartWith("The setting Signing:KeyFile");
        Should.Throw<InvalidOperationException>(() => Signs("root.pub", TrustRoles.Tasks)).Message.ShouldStartWith("The setting Signing:KeyFile");
        (await Keys("start", Roots, "--root-key", In("root"), "--threshold", "2")).Error.ShouldContain("No computer would take such a root");
        File.Exists(Roots).ShouldBeFalse();
        (await Keys("start", Roots, "--root-key", In("root"))).ShouldSucceed();
        (await Keys("start", Roots, "--root-key", In("root"))).Error.ShouldContain("there already");
        (await Keys("change", Roots, "--root-key", In("root"), "--remove", "nobody")).Error.ShouldContain("no key nobody");
        (await Keys("show", In("none"))).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_or_is_none_keeps_no_command_from_running()
    {
        // As in a container with a file system that is read only, where the keys of docker-compose are made.
        var said = In("said");
        using var program = OwnedProcess.Start(
            ["env", "-u", "DISTRIBUTION_STATE", "-u", "XDG_CONFIG_HOME", "dotnet", typeof(Cli.Program).Assembly.Location, "keys", "create", In("kept")], new Dictionary<string, string> { ["HOME"] = "/dev/null/home" }, said);
        (await program.EndedWithin(TimeSpan.FromMinutes(2))).ShouldBeTrue();
        program.ExitCode.ShouldBe(0, await File.ReadAllTextAsync(said));
        File.Exists(In("kept")).ShouldBeTrue();
    }

    private static Task<Terminal.Ran> Keys(params string[] words) => Terminal.Run(new Uri("http://127.0.0.1:1"), ["keys", .. words]);

    private string In(string name) => Path.Combine(_folder.Path, name);

    private ServiceSigning Signs(string key, string role) =>
        ServiceSigning.Open(setting => setting == ServiceSigning.KeySetting ? In(key) : setting == ServiceSigning.RootSetting ? Roots : null, role);
}
