using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Distribution.Agent.Tests;

/// <summary>TLS in front of a server that speaks none; its certificate may be another from one connection to the next.</summary>
internal sealed class TlsFront : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly int behind;
    private volatile TlsFiles files;
    private long received;

    /// <param name="behind">The port of the server itself.</param>
    public TlsFront(int behind, TlsFiles files)
    {
        (this.behind, this.files) = (behind, files);
        listener.Start();
        _ = Listen();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Bytes that clients said after they had accepted the certificate.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>From the next connection on.</summary>
    public void Show(TlsFiles other) => files = other;

    public void Dispose()
    {
        over.Cancel();
        listener.Stop();
        over.Dispose();
    }

    private async Task Listen()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptTcpClientAsync(over.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var outside = new SslStream(client.GetStream());
                using var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
                await outside.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, over.Token);
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, behind, over.Token);
                var answering = server.GetStream().CopyToAsync(outside, over.Token);
                await Task.WhenAny(answering, Ask(outside, server.GetStream()));
            }
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client did not like the certificate, or went away.
        }
    }

    private async Task Ask(SslStream outside, NetworkStream server)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await outside.ReadAsync(buffer, over.Token)) > 0;)
        {
            Interlocked.Add(ref received, read);
            await server.WriteAsync(buffer.AsMemory(0, read), over.Token);
        }
    }
}
