using System.Diagnostics;

namespace Distribution.Testing;

/// <summary>The folder of a private RabbitMQ: its configuration, its variables, its programs.</summary>
internal sealed class RabbitMqNode : IDisposable
{
    private const string Name = "distribution@localhost";
    private static readonly string[] Questions = ["user", "vhost", "resource", "topic"];
    private readonly RabbitMqOptions _options;
    private readonly TemporaryFolder? _temporary;
    private readonly Dictionary<string, string> _environment;

    public RabbitMqNode(RabbitMqOptions options)
    {
        _options = options;
        _temporary = options.DataFolder is null ? new TemporaryFolder("rabbitmq") : null;
        Folder = Path.GetFullPath(_temporary?.Path ?? options.DataFolder!);
        Port = options.Port ?? FreePort.Next();
        ManagementPort = FreePort.Next();
        EpmdPort = FreePort.Next();
        var controlPort = FreePort.Next();
        Directory.CreateDirectory(Folder);
        WriteCookie();
        _environment = new()
        {
            ["HOME"] = Folder,
            ["LANG"] = "C.UTF-8",
            ["RABBITMQ_NODENAME"] = Name,
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Next()}",
            ["RABBITMQ_CTL_DIST_PORT_MIN"] = $"{controlPort}",
            ["RABBITMQ_CTL_DIST_PORT_MAX"] = $"{controlPort + 20}",
            ["ERL_EPMD_PORT"] = $"{EpmdPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = In("mnesia"),
            ["RABBITMQ_LOG_BASE"] = In("log"),
            ["RABBITMQ_PID_FILE"] = In("node.pid"),
            // Schedulers that spin while they wait would take the cores from everything else on the machine.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
        };
        // Set, it would open a port without TLS whatever the configuration says.
        if (options.Tls is null)
            (_environment["RABBITMQ_NODE_IP_ADDRESS"], _environment["RABBITMQ_NODE_PORT"]) = ("127.0.0.1", $"{Port}");
    }

    public string Folder { get; }

    public int Port { get; }

    public int ManagementPort { get; }

    public int EpmdPort { get; }

    public string Output => In("output.txt");

    /// <summary>The node's own port mapper.</summary>
    public OwnedProcess RunEpmd() => OwnedProcess.Start(
        [Programs.Epmd(), "-port", $"{EpmdPort}", "-address", "127.0.0.1"], _environment, In("epmd.txt"));

    /// <summary>The node; ready when its output says 'completed with'.</summary>
    public OwnedProcess Run()
    {
        WriteConfiguration();
        File.Delete(Output);
        return OwnedProcess.Start([Programs.RabbitMq("rabbitmq-server")], _environment, Output, patience: _temporary is null ? 20 : 0);
    }

    /// <summary>Runs rabbitmqctl against the node and answers its output.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.RabbitMq("rabbitmqctl"), ["--silent", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}{await error}");
    }

    /// <inheritdoc />
    public void Dispose() => _temporary?.Dispose();

    private string In(string name) => Path.Combine(Folder, name);

    private void WriteCookie()
    {
        var cookie = In(".erlang.cookie");
        if (File.Exists(cookie))
            return;
        File.WriteAllText(cookie, Guid.NewGuid().ToString("N"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
    }

    private string[] Listeners() => _options.Tls is not { } tls
        ? [$"listeners.tcp.1 = 127.0.0.1:{Port}"]
        :
        [
            "listeners.tcp = none", $"listeners.ssl.1 = 127.0.0.1:{Port}",
            $"ssl_options.cacertfile = {tls.Authority}", $"ssl_options.certfile = {tls.Certificate}", $"ssl_options.keyfile = {tls.Key}",
            "ssl_options.verify = verify_none", "ssl_options.fail_if_no_peer_cert = false",
            "ssl_options.versions.1 = tlsv1.3", "ssl_options.versions.2 = tlsv1.2",
        ];

    private void WriteConfiguration()
    {
        List<string> plugins = [.. _options.Plugins];
        List<string> lines =
        [
            .. Listeners(),
            $"default_user = {_options.User}",
            $"default_pass = {_options.Password}",
            $"disk_free_limit.absolute = {_options.DiskFreeLimit}",
            $"vm_memory_high_watermark.absolute = {_options.MemoryLimit}",
            "heartbeat = 60",
        ];
        if (_options.Management)
        {
            plugins.Add("rabbitmq_management");
            var kind = _options.Tls is null ? "tcp" : "ssl";
            lines.AddRange([$"management.{kind}.ip = 127.0.0.1", $"management.{kind}.port = {ManagementPort}", "management_agent.disable_metrics_collector = true"]);
            if (_options.Tls is { } tls)
                lines.AddRange([$"management.ssl.cacertfile = {tls.Authority}", $"management.ssl.certfile = {tls.Certificate}", $"management.ssl.keyfile = {tls.Key}"]);
        }

        if (_options.AuthorizationUrl is { } url)
        {
            plugins.AddRange(["rabbitmq_auth_backend_http", "rabbitmq_auth_backend_cache"]);
            var root = url.ToString().TrimEnd('/');
            lines.AddRange(
            [
                "auth_backends.1 = internal",
                "auth_backends.2 = cache",
                "auth_cache.cached_backend = http",
                $"auth_cache.cache_ttl = {(long)_options.AuthorizationCache.TotalMilliseconds}",
                "auth_http.http_method = post",
                .. Questions.Select(question => $"auth_http.{question}_path = {root}/{question}"),
            ]);
        }

        lines.AddRange(_options.Configuration);
        File.WriteAllLines(In("rabbitmq.conf"), lines);
        // Only the older form of configuration can say whom the broker trusts when it asks the service.
        File.WriteAllText(In("advanced.config"), _options is { AuthorizationUrl.Scheme: "https", Tls: { } own }
            ? $$"""[{rabbitmq_auth_backend_http, [{ssl_options, [{cacertfile, "{{own.Authority}}"}, {verify, verify_peer}, {depth, 2}]}]}]."""
            : "[].");
        File.WriteAllText(In("enabled_plugins"), $"[{string.Join(',', plugins.Distinct())}].\n");
    }
}
