using System.Net;
using System.Net.Sockets;

namespace Distribution.Testing;

/// <summary>Ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>
    /// A free loopback port below the range from which systems take the ports of outgoing connections: a client that
    /// keeps knocking at a stopped server could otherwise be given that very port, and the server never come back.
    /// </summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(12_000, 32_000);
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException("No free port was found between 12,000 and 32,000.");
    }

    /// <summary>Whether nobody listens on a loopback port at this moment.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
