using System.Net.Sockets;
using Distribution.Testing.Platform;

namespace Distribution.Testing;

/// <summary>A branch office's cache: a real nginx by the configuration that operators are given, with a folder and a port of its own.</summary>
public sealed class BranchCache : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("branch-cache");
    private readonly OwnedProcess _nginx;

    private BranchCache(Uri gateway)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "k8s", "branch-cache", "nginx.conf"));
        foreach (var (theirs, ours) in new[]
        {
            ("worker_processes auto", "daemon off; worker_processes 1"),
            ("/run/nginx.pid", Path.Combine(_folder.Path, "nginx.pid")),
            ("/var/log/nginx", _folder.Path),
            ("/var/cache/distribution", Path.Combine(_folder.Path, "cache")),
            ("gateway.example.com:8080", gateway.Authority),
            ("listen 8081", $"listen {Address.Authority}"),
            ("  default_type", $"  client_body_temp_path {_folder.Path}/body; proxy_temp_path {_folder.Path}/proxy; fastcgi_temp_path {_folder.Path}/f; "
                + $"uwsgi_temp_path {_folder.Path}/u; scgi_temp_path {_folder.Path}/s;\n  default_type"),
        })
        {
            if (!configuration.Contains(theirs, StringComparison.Ordinal))
                throw new InvalidOperationException($"The sample configuration has no '{theirs}' any more.");
            configuration = configuration.Replace(theirs, ours, StringComparison.Ordinal);
        }

        var file = Path.Combine(_folder.Path, "nginx.conf");
        // Started by root, nginx works as another user, who could not read the temporary folder.
        File.WriteAllText(file, (Environment.UserName == "root" ? "user root;\n" : "") + configuration);
        _nginx = OwnedProcess.Start([Programs.Nginx(), "-p", _folder.Path, "-c", file, "-e", Log], null, Log, patience: 5);
    }

    /// <summary>What agents are given as their content address.</summary>
    public Uri Address { get; }

    /// <summary>What nginx said about itself.</summary>
    public string Log => Path.Combine(_folder.Path, "error.log");

    /// <summary>Starts one before a gateway and waits until it answers.</summary>
    public static async Task<BranchCache> StartAsync(Uri gateway)
    {
        var cache = new BranchCache(gateway);
        try
        {
            await Eventually.Holds(cache.AnswersAsync, answers => answers, "nginx answers");
            return cache;
        }
        catch (TimeoutException late)
        {
            var said = File.Exists(cache.Log) ? await File.ReadAllTextAsync(cache.Log) : "";
            await cache.DisposeAsync();
            throw new InvalidOperationException($"{late.Message} It said: {said}", late);
        }
    }

    /// <summary>Ends it at once, as a power cut does.</summary>
    public void Kill() => _nginx.Kill();

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _nginx.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(Address.Host, Address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
