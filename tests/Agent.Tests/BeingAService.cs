using System.Net.Sockets;
using System.Text;
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

        var unit = await File.ReadAllTextAsync(Path.Combine(root.Path, InstallService.Unit));
        unit.ShouldContain("Type=notify");
        unit.ShouldNotContain("the key");
        var settings = Path.Combine(root.Path, InstallService.Settings);
        (await File.ReadAllTextAsync(settings)).ShouldContain("DISTRIBUTION_ENROLMENT_KEY=the key\n");
        File.GetUnixFileMode(settings).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await Program.Main(["remove", "--root", root.Path])).ShouldBe(0);
        Directory.GetFiles(root.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
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
