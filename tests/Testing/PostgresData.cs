using System.Diagnostics;

namespace Distribution.Testing;

/// <summary>The data folder of a private PostgreSQL, and how to run the server on it.</summary>
internal sealed class PostgresData : IDisposable
{
    private readonly PostgresOptions _options;
    private readonly TemporaryFolder? _temporary;
    private readonly string[] _asUser;

    private PostgresData(PostgresOptions options, string folder, TemporaryFolder? temporary, string[] asUser) =>
        (_options, Folder, _temporary, _asUser) = (options, folder, temporary, asUser);

    /// <summary>Holds the cluster (in 'data'), the socket and the log.</summary>
    public string Folder { get; }

    /// <summary>Whether a server has answered on this data in this process: from then on its port stays.</summary>
    public bool WasUsed { get; set; }

    private string Cluster => Path.Combine(Folder, "data");

    /// <summary>Creates the cluster unless it is there.</summary>
    public static async Task<PostgresData> PrepareAsync(PostgresOptions options)
    {
        var temporary = options.DataFolder is null ? new TemporaryFolder("postgres") : null;
        var folder = Path.GetFullPath(temporary?.Path ?? options.DataFolder!);
        Directory.CreateDirectory(folder);
        string[] asUser = [];
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres:", folder]);
            asUser = await AsPostgresAsync(folder);
        }

        var data = new PostgresData(options, folder, temporary, asUser);
        if (options.Tls is { } tls)
            await data.TakeCertificateAsync(tls);
        if (!File.Exists(Path.Combine(data.Cluster, "PG_VERSION")))
            await data.CreateAsync();
        return data;
    }

    /// <summary>Runs the server on this data.</summary>
    public OwnedProcess Run(int port)
    {
        var durable = _options.Durable ? "on" : "off";
        var settings = new Dictionary<string, string>
        {
            ["port"] = $"{port}",
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "400",
            ["fsync"] = durable,
            ["synchronous_commit"] = durable,
            ["full_page_writes"] = durable,
            ["shared_buffers"] = "128MB",
            ["max_wal_size"] = "1GB",
            ["log_line_prefix"] = "%m [%p] %d ",
        };
        foreach (var (name, value) in _options.Tls is null ? [] : TlsSettings())
            settings[name] = value;
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        return OwnedProcess.Start(
            [.. _asUser, Programs.Postgres("postgres"), "-D", Cluster, .. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })],
            new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" },
            Path.Combine(Folder, "log.txt"),
            patience: _temporary is null ? 20 : 0);
    }

    /// <inheritdoc />
    public void Dispose() => _temporary?.Dispose();

    /// <summary>
    /// PostgreSQL refuses to run as root. The system's own user may be barred from the way to the folder (a home of
    /// root's, for one); it is then given the right to pass, and nothing else.
    /// </summary>
    private static async Task<string[]> AsPostgresAsync(string folder)
    {
        string[] plain = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
        string[] passing = [.. plain, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
        foreach (var way in new[] { plain, passing })
        {
            if (await TryAsync(way[0], [.. way[1..], "stat", Path.Combine(folder, ".")]))
                return way;
        }

        throw new InvalidOperationException($"The system's user 'postgres' cannot be used for the folder {folder}; take one that it may enter.");
    }

    private Dictionary<string, string> TlsSettings() => new()
    {
        ["ssl"] = "on",
        ["ssl_cert_file"] = Path.Combine(Folder, "server.pem"),
        ["ssl_key_file"] = Path.Combine(Folder, "server.key"),
        ["hba_file"] = Path.Combine(Folder, "hba.conf"),
    };

    // The server reads its key only where nobody else can, and refuses whoever comes without TLS.
    private async Task TakeCertificateAsync(TlsFiles tls)
    {
        foreach (var (from, to) in new[] { (tls.Certificate, "server.pem"), (tls.Key, "server.key") })
        {
            var path = Path.Combine(Folder, to);
            File.Copy(from, path, overwrite: true);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "hba.conf"), $"hostssl all all 127.0.0.1/32 {(_options.Password is null ? "trust" : "scram-sha-256")}\n");
        if (_asUser.Length > 0)
            await RunAsync("chown", ["postgres:", Path.Combine(Folder, "server.pem"), Path.Combine(Folder, "server.key"), Path.Combine(Folder, "hba.conf")]);
    }

    private async Task CreateAsync()
    {
        var passwordFile = Path.Combine(Folder, "password");
        try
        {
            string[] access = ["--auth=trust"];
            if (_options.Password is not null)
            {
                await File.WriteAllTextAsync(passwordFile, _options.Password);
                if (_asUser.Length > 0)
                    await RunAsync("chown", ["postgres:", passwordFile]);
                access = ["--auth=scram-sha-256", $"--pwfile={passwordFile}"];
            }

            string[] command =
            [
                .. _asUser, Programs.Postgres("initdb"), "-D", Cluster, "-U", "distribution", "-E", "UTF8", "--locale=C.UTF-8",
                .. access, .. _options.Durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            await RunAsync(command[0], command[1..]);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await error}");
    }

    private static async Task<bool> TryAsync(string program, string[] arguments)
    {
        try
        {
            await RunAsync(program, arguments);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
