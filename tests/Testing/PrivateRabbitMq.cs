using System.Runtime.InteropServices;
using RabbitMQ.Client;

namespace Distribution.Testing;

/// <summary>A RabbitMQ node of our own: own data, own ports, own port mapper, loopback only; it ends with this process.</summary>
public sealed class PrivateRabbitMq : IAsyncDisposable
{
    private static readonly Lazy<Task<PrivateRabbitMq>> Shared = new(() => StartAsync(new() { Management = true }));

    private readonly RabbitMqOptions _options;
    private readonly RabbitMqNode _node;
    private readonly OwnedProcess _epmd;
    private OwnedProcess? _server;

    private PrivateRabbitMq(RabbitMqOptions options, RabbitMqNode node)
    {
        (_options, _node, _epmd) = (options, node, node.RunEpmd());
        Queues = new BrokerQueues(this, options, node);
    }

    /// <summary>The loopback port for AMQP.</summary>
    public int Port => _node.Port;

    /// <summary>Whether the node runs.</summary>
    public bool IsRunning => _server is { HasEnded: false };

    /// <summary>What the node says.</summary>
    public string LogFile => _node.Output;

    /// <summary>Virtual hosts and the messages that lie in queues.</summary>
    public BrokerQueues Queues { get; }

    /// <summary>The one node of this test process, started at the first call.</summary>
    public static Task<PrivateRabbitMq> SharedAsync() => Shared.Value;

    /// <summary>An empty virtual host of its own on the shared node; the name only helps to recognise it.</summary>
    public static async Task<Uri> CreateVirtualHostAsync(string name)
    {
        var node = await SharedAsync();
        return await node.VirtualHostAsync($"{new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit).Take(20)])}-{Guid.NewGuid():N}");
    }

    /// <summary>Starts a node and waits until it serves.</summary>
    public static async Task<PrivateRabbitMq> StartAsync(RabbitMqOptions? options = null)
    {
        options ??= new RabbitMqOptions();
        for (var attempt = 1; ; attempt++)
        {
            var broker = new PrivateRabbitMq(options, new RabbitMqNode(options));
            try
            {
                await broker.StartAgainAsync();
                return broker;
            }
            catch (InvalidOperationException) when (attempt < 3 && options.DataFolder is null)
            {
                // Another process was faster to take one of the ports: next time others are drawn.
                await broker.DisposeAsync();
            }
        }
    }

    /// <summary>A virtual host of exactly this name, created if it is not there, with all rights for the administrator.</summary>
    public async Task<Uri> VirtualHostAsync(string name)
    {
        await Queues.CreateVirtualHostAsync(name);
        return UriOf(name);
    }

    /// <summary>How to reach a virtual host as the administrator; '/' is there from the start.</summary>
    public Uri UriOf(string virtualHost = "/") => UriOf(virtualHost, _options.User, _options.Password);

    /// <summary>How to reach the management plugin as the administrator; null where it does not run.</summary>
    public Uri? ManagementUri => _options.Management
        ? new($"{(_options.Tls is null ? "http" : "https")}://{Uri.EscapeDataString(_options.User)}:{Uri.EscapeDataString(_options.Password)}@127.0.0.1:{_node.ManagementPort}/")
        : null;

    /// <summary>How to reach a virtual host as another user.</summary>
    public Uri UriOf(string virtualHost, string user, string password) =>
        new($"{(_options.Tls is null ? "amqp" : "amqps")}://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/{Uri.EscapeDataString(virtualHost)}");

    /// <summary>A connection of a test's own, which trusts the broker's authority where it speaks TLS.</summary>
    public Task<IConnection> ConnectAsync(Uri uri)
    {
        var factory = new ConnectionFactory { Uri = uri, AutomaticRecoveryEnabled = false };
        if (_options.Tls is { } tls)
            factory.Ssl.CertificateValidationCallback = LocalAuthority.Accepting(tls.Authority);
        return factory.CreateConnectionAsync();
    }

    /// <summary>Runs rabbitmqctl against this node (a second or two) and answers its output.</summary>
    public Task<string> ControlAsync(params string[] arguments) => _node.ControlAsync(arguments);

    /// <summary>Stops in an orderly way; durable queues and persistent messages stay.</summary>
    public async Task StopAsync()
    {
        _server?.Signal(PosixSignal.SIGTERM);
        if (_server is not null && !await _server.EndedWithin(TimeSpan.FromSeconds(60)))
            _server.Kill();
        _server?.Dispose();
        _server = null;
    }

    /// <summary>Kill -9.</summary>
    public async Task KillAsync()
    {
        _server?.Kill();
        await (_server?.EndedWithin(TimeSpan.FromSeconds(10)) ?? Task.FromResult(true));
        _server?.Dispose();
        _server = null;
    }

    /// <summary>Starts again on the same data and port, and waits until the node serves.</summary>
    public async Task StartAgainAsync()
    {
        _server = _node.Run();
        for (var end = DateTime.UtcNow.AddMinutes(3); DateTime.UtcNow < end && !_server.HasEnded; await Task.Delay(100))
        {
            if (await SaysAsync("completed with"))
                return;
        }

        await KillAsync();
        throw new InvalidOperationException($"RabbitMQ did not start on port {Port}: {await File.ReadAllTextAsync(LogFile)}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A node whose data is thrown away need not write it down first.
        if (_options.DataFolder is null)
            await KillAsync();
        else
            await StopAsync();
        Queues.Dispose();
        _epmd.Dispose();
        _node.Dispose();
    }

    private async Task<bool> SaysAsync(string text) =>
        File.Exists(LogFile) && (await File.ReadAllTextAsync(LogFile)).Contains(text, StringComparison.Ordinal);
}
