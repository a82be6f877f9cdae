using System.Runtime.InteropServices;
using Npgsql;

namespace Distribution.Testing;

/// <summary>A PostgreSQL of our own: own data, own port, loopback only; it ends with this process.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "distribution";
    private static readonly Lazy<Task<PrivatePostgres>> Shared = new(() => StartAsync());

    private readonly PostgresOptions _options;
    private readonly PostgresData _data;
    private OwnedProcess? _server;

    private PrivatePostgres(PostgresOptions options, PostgresData data) => (_options, _data) = (options, data);

    /// <summary>The loopback port.</summary>
    public int Port { get; private set; }

    /// <summary>What the server says.</summary>
    public string LogFile => Path.Combine(_data.Folder, "log.txt");

    /// <summary>The one server of this test process, started at the first call.</summary>
    public static Task<PrivatePostgres> SharedAsync() => Shared.Value;

    /// <summary>An empty database of its own on the shared server; the name only helps to recognise it. Answers its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync(string name)
    {
        var database = $"{new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit).Take(20)])}_{Guid.NewGuid():N}";
        return await (await SharedAsync()).DatabaseAsync(database);
    }

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<PrivatePostgres> StartAsync(PostgresOptions? options = null)
    {
        options ??= new PostgresOptions();
        var server = new PrivatePostgres(options, await PostgresData.PrepareAsync(options));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A database of exactly this name, created if it is not there. Answers its connection string.</summary>
    public async Task<string> DatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync() is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await create.ExecuteNonQueryAsync();
        }

        return ConnectionString(name);
    }

    /// <summary>How to reach a database of this server.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = User,
            Password = _options.Password,
            // Tests run many small services against one server.
            MaxPoolSize = 40,
            SslMode = _options.Tls is null ? SslMode.Prefer : SslMode.VerifyFull,
            RootCertificate = _options.Tls?.Authority,
        }.ToString();

    /// <summary>Stops in an orderly way; open sessions are ended.</summary>
    public async Task StopAsync()
    {
        _server?.Signal(PosixSignal.SIGINT);
        if (_server is not null && !await _server.EndedWithin(TimeSpan.FromSeconds(20)))
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

    /// <summary>Starts again on the same data and port.</summary>
    public async Task StartAgainAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Port == 0 || (attempt > 1 && _options.Port is null && !_data.WasUsed))
                Port = _options.Port ?? FreePort.Next();
            _server = _data.Run(Port);
            if (await AnswersAsync())
            {
                _data.WasUsed = true;
                return;
            }

            await KillAsync();
            if (attempt == 5)
                throw new InvalidOperationException($"PostgreSQL did not start on port {Port}: {await File.ReadAllTextAsync(LogFile)}");
            await Task.Delay(500);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        for (var end = DateTime.UtcNow.AddSeconds(60); DateTime.UtcNow < end && !_server!.HasEnded; await Task.Delay(50))
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
            }
        }

        return false;
    }
}
