using System.Net;
using System.Net.Sockets;

namespace Distribution.Testing.Platform;

/// <summary>One address for the replicas of a service, as a Kubernetes Service is one: each connection goes to the next replica in turn that takes it.</summary>
public sealed class SharedAddress : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private IReadOnlyList<Uri> _replicas = [];
    private int _turn;

    /// <summary>Listens from now on; connections that come before there are replicas are closed.</summary>
    public SharedAddress()
    {
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>The port, on the loopback address.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From the next connection on these are asked.</summary>
    public void LeadTo(params IReadOnlyList<Uri> replicas) => _replicas = replicas;

    /// <inheritdoc />
    public void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token), _over.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The street is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken over)
    {
        using (client)
        using (var replica = await ConnectAsync(over))
        {
            if (replica is null)
                return;
            try
            {
                // When one side ends, the other is ended too: a replica that died leaves nobody waiting.
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(replica.GetStream(), over),
                    replica.GetStream().CopyToAsync(client.GetStream(), over));
            }
            catch (InvalidOperationException)
            {
                // One side was gone before the first byte.
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync(CancellationToken over)
    {
        var (replicas, first) = (_replicas, Interlocked.Increment(ref _turn) & int.MaxValue);
        for (var i = 0; i < replicas.Count; i++)
        {
            var replica = replicas[(first + i) % replicas.Count];
            var connection = new TcpClient();
            try
            {
                await connection.ConnectAsync(replica.Host, replica.Port, over);
                return connection;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                connection.Dispose();
            }
        }

        return null;
    }
}
