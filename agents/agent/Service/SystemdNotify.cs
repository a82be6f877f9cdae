using System.Net.Sockets;
using System.Text;

namespace Distribution.Agent.Service;

/// <summary>Tells systemd how the agent is (sd_notify); says nothing to anybody when it was not systemd that started it.</summary>
internal static class SystemdNotify
{
    public static void Ready() => Send("READY=1");

    public static void Stopping() => Send("STOPPING=1");

    /// <summary>Asks for another minute before an end is taken by force; asked again within it, for another.</summary>
    public static void TakesLonger() => Send("EXTEND_TIMEOUT_USEC=60000000");

    /// <param name="state">One line for `systemctl status`.</param>
    public static void Status(string state) => Send($"STATUS={state.ReplaceLineEndings(" ")}");

    private static void Send(string message)
    {
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } path)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A leading @ is systemd's way to write an abstract address, which begins with a zero.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
            socket.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            // Nobody listens: the agent works all the same.
        }
    }
}
