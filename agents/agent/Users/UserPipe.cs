using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;
using System.Text.Json;

namespace Distribution.Agent.Users;

/// <summary>
/// The local place where sessions and the agent meet: a named pipe of Windows, a socket elsewhere, never the network. Everybody on this
/// computer may speak there; what he may say is the desk's business, and how much of it, this one's.
/// </summary>
internal static class UserPipe
{
    private const int LongestLine = 4096;
    private const int AtOnce = 4;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>The place that belongs to a data folder; several agents on one computer have several.</summary>
    public static string Of(string data) => OperatingSystem.IsWindows()
        ? $"distribution-agent-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(data).ToUpperInvariant())))[..12]}"
        : data == AgentOptions.DefaultData ? "/run/distribution-agent.sock" : Path.Combine(Path.GetFullPath(data), "user.sock");

    /// <summary>Answers until the token ends it.</summary>
    public static Task Serve(string place, UserDesk desk, CancellationToken ct)
    {
        if (!OperatingSystem.IsWindows())
            File.Delete(place);
        return Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => ServeOne(place, desk, ct)));
    }

    /// <summary>Asks the agent.</summary>
    /// <returns>Null when there is no agent, or none that answers in time.</returns>
    public static async Task<UserAnswer?> Ask(string place, UserRequest request, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            await using var pipe = new NamedPipeClientStream(".", place, PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(limit.Token);
            await pipe.WriteAsync(Line(JsonSerializer.SerializeToUtf8Bytes(request, AgentJson.Default.UserRequest)), limit.Token);
            return await ReadLine(pipe, 1024 * 1024, limit.Token) is { } line ? JsonSerializer.Deserialize(line, AgentJson.Default.UserAnswer) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task ServeOne(string place, UserDesk desk, CancellationToken ct)
    {
        while (true)
        {
            await using var pipe = Open(place);
            await pipe.WaitForConnectionAsync(ct);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(patience);
            try
            {
                if (await ReadLine(pipe, LongestLine, limit.Token) is { } line && JsonSerializer.Deserialize(line, AgentJson.Default.UserRequest) is { } request)
                    await pipe.WriteAsync(Line(JsonSerializer.SerializeToUtf8Bytes(desk.Answer(request), AgentJson.Default.UserAnswer)), limit.Token);
            }
            catch (Exception problem) when (problem is IOException or JsonException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                // Whoever says nothing, or nothing that can be read, gets no answer.
            }
        }
    }

    private static NamedPipeServerStream Open(string place)
    {
        if (OperatingSystem.IsWindows())
            return OpenForAll(place);
        var pipe = new NamedPipeServerStream(place, PipeDirection.InOut, AtOnce, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        File.SetUnixFileMode(place, ReadAndWrite);
        return pipe;
    }

    [SupportedOSPlatform("windows")]
    private static NamedPipeServerStream OpenForAll(string place)
    {
        var security = new PipeSecurity();
        security.AddAccessRule(new(new SecurityIdentifier(WellKnownSidType.InteractiveSid, null), PipeAccessRights.ReadWrite, AccessControlType.Allow));
        security.AddAccessRule(new(new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null), PipeAccessRights.FullControl, AccessControlType.Allow));
        security.AddAccessRule(new(WindowsIdentity.GetCurrent().User!, PipeAccessRights.FullControl, AccessControlType.Allow));
        return NamedPipeServerStreamAcl.Create(place, PipeDirection.InOut, AtOnce, PipeTransmissionMode.Byte, PipeOptions.Asynchronous, 0, 0, security);
    }

    private static byte[] Line(byte[] json) => [.. json, (byte)'\n'];

    private static async Task<byte[]?> ReadLine(PipeStream pipe, int longest, CancellationToken ct)
    {
        var line = new MemoryStream();
        var buffer = new byte[4096];
        while (line.Length <= longest)
        {
            var read = await pipe.ReadAsync(buffer, ct);
            if (read == 0)
                return null;
            if (buffer.AsSpan(0, read).IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.Write(buffer, 0, end);
                return line.ToArray();
            }
            line.Write(buffer, 0, read);
        }
        return null;
    }
}
