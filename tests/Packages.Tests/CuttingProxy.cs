using System.Net;
using System.Net.Sockets;

namespace Distribution.Packages.Tests;

/// <summary>A line that breaks: it passes bytes on to a service, and cuts its first connections after a random number of bytes.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Next());
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Uri> _target;
    private readonly Random _random;
    private readonly int _mostBytes;
    private readonly Task _accepting;
    private int _cutsLeft;

    /// <param name="cuts">How many connections are cut; later ones last.</param>
    /// <param name="mostBytes">The most that a connection passes on before it is cut.</param>
    public CuttingProxy(Func<Uri> target, int cuts, int mostBytes, int seed)
    {
        (_target, _cutsLeft, _mostBytes, _random) = (target, cuts, mostBytes, new Random(seed));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many connections were cut.</summary>
    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var service = new TcpClient();
        using var own = client;
        try
        {
            await service.ConnectAsync(IPAddress.Loopback, _target().Port, _end.Token);
            await Task.WhenAny(UpAsync(client, service), service.GetStream().CopyToAsync(client.GetStream(), _end.Token));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // Lines break; that is what this one is for.
        }
        finally
        {
            // A reset, not a friendly end.
            client.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task UpAsync(TcpClient client, TcpClient service)
    {
        long? left = Interlocked.Decrement(ref _cutsLeft) >= 0 ? _random.Next(1, _mostBytes) : null;
        var buffer = new byte[16_384];
        for (int read; (read = await client.GetStream().ReadAsync(buffer, _end.Token)) > 0;)
        {
            var passed = (int)Math.Min(read, left ?? read);
            await service.GetStream().WriteAsync(buffer.AsMemory(0, passed), _end.Token);
            left -= passed;
            if (left == 0)
            {
                Cuts++;
                return;
            }
        }
    }
}
