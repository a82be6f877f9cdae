using System.Diagnostics;

namespace Distribution.Installer.Tests;

/// <summary>An SSH server of our own: own port on loopback, own host key, own authorised keys. It plays the computer that gets an agent.</summary>
public sealed class PrivateSshd : IAsyncLifetime
{
    private const string Server = "/usr/sbin/sshd";
    private readonly TemporaryFolder _folder = new("sshd");
    private OwnedProcess? _process;

    /// <summary>Free until <see cref="StartAsync"/>.</summary>
    public int Port { get; private set; } = FreePort.Next();

    public string Login => $"{Environment.UserName}@127.0.0.1:{Port}";

    public string IdentityFile => In("identity");

    public string StrangersIdentityFile => In("stranger");

    public string KnownHostsFile => In("known_hosts");

    /// <summary>Writable, and gone with the test process.</summary>
    public string Folder => _folder.Path;

    /// <summary>What the computer's sessions take for their temporary folder: its own, so that a test sees what its own installations leave there.</summary>
    public string TemporaryFiles => In("tmp");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Server))
            throw new InvalidOperationException("The SSH server is not on this machine. Install it: apt-get install openssh-server.");
        foreach (var key in new[] { "identity", "stranger", "host", "other_host" })
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", In(key));
        await StartAsync();
    }

    public async Task StartAsync()
    {
        // Debian's server wants this folder for its unprivileged half, which its system service would have made.
        if (Environment.UserName == "root")
            Directory.CreateDirectory("/run/sshd");
        Directory.CreateDirectory(TemporaryFiles);
        await File.WriteAllTextAsync(KnownHostsFile, $"[127.0.0.1]:{Port} {await File.ReadAllTextAsync(In("host.pub"))}");
        await File.WriteAllLinesAsync(In("config"),
        [
            $"Port {Port}", "ListenAddress 127.0.0.1", $"HostKey {In("host")}", $"AuthorizedKeysFile {In("identity.pub")}", $"PidFile {In("pid")}",
            "PasswordAuthentication no", "KbdInteractiveAuthentication no", "UsePAM no", "StrictModes no", "PermitRootLogin prohibit-password",
            "MaxStartups 100", "Subsystem sftp internal-sftp", $"SetEnv TMPDIR={TemporaryFiles}",
        ]);
        _process = OwnedProcess.Start([Server, "-D", "-e", "-f", In("config")], null, In("log"));
        await Eventually.Holds(() => Task.FromResult(!FreePort.IsFree(Port)), listens => listens, "the SSH server listens");
    }

    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>A known-hosts file in which this computer has another key than its own.</summary>
    public async Task<string> KnownAsSomebodyElseAsync()
    {
        await File.WriteAllTextAsync(In("known_wrong"), $"[127.0.0.1]:{Port} {await File.ReadAllTextAsync(In("other_host.pub"))}");
        return In("known_wrong");
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, program);
    }
}
