using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Distribution.Agent.Service;

namespace Distribution.Agent.Tests;

public sealed class BeingAService : IDisposable
{
    private readonly TemporaryFolder root = new("service");

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task One_command_writes_the_unit_and_keeps_the_key_to_itself_and_another_takes_both_away()
    {
        (await Program.Main(["install", "--server", "https://gateway", "--key", "the key", "--root", root.Path, "--data", "/var/lib/x"])).ShouldBe(0);

        var unit = await File.ReadAllTextAsync(root.Path + ServicePlan.Unit);
        unit.ShouldContain("Type=notify");
        unit.ShouldNotContain("the key");
        var settings = root.Path + "/etc/distribution-agent.conf";
        (await File.ReadAllTextAsync(settings)).ShouldContain("DISTRIBUTION_ENROLMENT_KEY=the key\n");
        File.GetUnixFileMode(settings).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await Program.Main(["remove", "--root", root.Path])).ShouldBe(0);
        Directory.GetFiles(root.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void Each_platform_s_own_manager_gets_what_it_needs()
    {
        var mac = ServicePlan.Of(ServiceManager.Launchd, ["/opt/a & b/distribution-agent"], "/var/lib/x");
        var plist = XDocument.Parse(mac.Definition!.Value.Text).Descendants("array").Single();
        plist.Elements("string").Select(word => word.Value).ShouldBe(["/opt/a & b/distribution-agent", "run", "--settings", mac.SettingsPath]);
        mac.Start.Single().ShouldBe(["launchctl", "bootstrap", "system", mac.Definition.Value.Path]);

        var windows = ServicePlan.Of(ServiceManager.Windows, [@"C:\Program Files\agent.exe"], @"C:\data");
        windows.Start[0][4].ShouldBe(@"""C:\Program Files\agent.exe"" run --service --settings C:\data\settings.conf");
        windows.End.ShouldAllBe(command => command[0] == "sc");
    }

    [Fact]
    public async Task Settings_stand_in_a_file_where_a_service_has_no_environment_and_the_environment_goes_before_them()
    {
        var file = Path.Combine(root.Path, "settings.conf");
        await File.WriteAllTextAsync(file, "DISTRIBUTION_SERVER=https://gateway\nDISTRIBUTION_NAME=a=b\n", TestContext.Current.CancellationToken);
        var (arguments, settings) = SettingsFile.Behind(["--data", "x", "--settings", file], name => name == "DISTRIBUTION_SERVER" ? "https://other" : null);
        arguments.ShouldBe(["--data", "x"]);
        (settings("DISTRIBUTION_SERVER"), settings("DISTRIBUTION_NAME"), settings("DISTRIBUTION_ROOT")).ShouldBe(("https://other", "a=b", null));
    }

    [Fact]
    public async Task The_authority_that_it_is_pinned_to_is_kept_and_stays_when_it_is_installed_again_without_it()
    {
        var authority = LocalAuthority.In(Path.Combine(root.Path, "made")).CertificateFile;
        string[] rest = ["--key", "the key", "--root", Path.Combine(root.Path, "computer"), "--data", "/var/lib/x"];
        (await Program.Main(["install", "--server", "https://gateway", "--ca", authority, .. rest])).ShouldBe(0);

        var kept = Path.Combine(root.Path, "computer/var/lib/x/ca.pem");
        (await File.ReadAllTextAsync(kept)).ShouldBe(await File.ReadAllTextAsync(authority));
        var settings = Path.Combine(root.Path, "computer/etc/distribution-agent.conf");
        (await File.ReadAllTextAsync(settings)).ShouldContain("DISTRIBUTION_CA=/var/lib/x/ca.pem\n");

        (await Program.Main(["install", "--server", "https://gateway", .. rest])).ShouldBe(0);
        (await File.ReadAllTextAsync(settings)).ShouldContain("DISTRIBUTION_CA=/var/lib/x/ca.pem\n");
        (await Program.Main(["install", "--server", "http://gateway", .. rest])).ShouldBe(1, "that would have been the end of the pin");
    }

    [Theory]
    [InlineData("install", "--server", "https://gateway"), InlineData("install", "--key", "the key")]
    public async Task Without_a_key_or_a_server_nothing_is_installed(params string[] arguments) =>
        (await Program.Main([.. arguments, "--root", root.Path])).ShouldBe(64);

    [Fact]
    public async Task Systemd_is_told_when_the_agent_is_ready()
    {
        await using var server = await PlayedServer.StartAsync("systemd");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(Path.Combine(root.Path, "notify")));
        using var agent = new AgentProcess(server);
        agent.Start(new Dictionary<string, string> { ["NOTIFY_SOCKET"] = Path.Combine(root.Path, "notify") });
        var said = new byte[100];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var length = await systemd.ReceiveAsync(said.AsMemory(), SocketFlags.None, limit.Token);
        Encoding.UTF8.GetString(said, 0, length).ShouldBe("READY=1", agent.Log);
    }
}
