using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.Testing;
using Distribution.Testing.Platform;
using RabbitMQ.Client;

namespace Distribution.Benchmarks.Agents;

/// <summary>The agent as it is shipped, a folder with a runtime of its own, with a broker and an answer to its enrolment.</summary>
internal sealed class PublishedAgent : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("published");
    private readonly HttpListener _gateway = new();
    private readonly string _address = $"http://127.0.0.1:{FreePort.Next()}/";
    private IConnection? _connection;
    private OwnedProcess? _process;

    public string Log => Path.Combine(_folder.Path, "agent.txt");

    private string Program => Path.Combine(_folder.Path, "out", "publish", "Agent", "release_linux-x64", "distribution-agent");

    public static async Task<PublishedAgent> PrepareAsync()
    {
        var agent = new PublishedAgent();
        using var publish = Process.Start("dotnet", [
            "publish", Path.Combine(Repository.Root, "agents", "agent", "Agent.csproj"), "-m:1", "-c", "Release", "-r", "linux-x64", "--self-contained", "-v", "quiet", "-nologo",
            "--artifacts-path", Path.Combine(agent._folder.Path, "out")]);
        await publish.WaitForExitAsync();
        await (await PrivateRabbitMq.SharedAsync()).ControlAsync("set_user_tags", "distribution", "administrator", "impersonator");
        await agent.ServeAsync(await PrivateRabbitMq.CreateVirtualHostAsync("published"));
        return agent;
    }

    /// <summary>Starts it; answers how long it took until it told its service manager that it is ready.</summary>
    public async Task<TimeSpan> StartAsync(string data)
    {
        var place = Path.Combine(_folder.Path, $"notify-{Guid.NewGuid():N}"[..20]);
        using var notified = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notified.Bind(new UnixDomainSocketEndPoint(place));
        var watch = Stopwatch.StartNew();
        _process = OwnedProcess.Start(
            [Program, "run", "--server", _address, "--data", Path.Combine(_folder.Path, data), "--root", Path.Combine(_folder.Path, "root"), "--enrolment-key", "key", "--name", "published"],
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = place }, Log);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await notified.ReceiveAsync(new byte[100].AsMemory(), SocketFlags.None, limit.Token);
        return watch.Elapsed;
    }

    public async Task ConnectedAsync() => await Eventually.Holds(
        () => Task.FromResult(File.ReadAllText(Log)), said => said.Contains("Connected to", StringComparison.Ordinal), "the agent is connected");

    public void Stop()
    {
        _process!.Kill();
        _process.Dispose();
    }

    /// <summary>Resident memory in MB and processor time so far.</summary>
    public (double Megabytes, TimeSpan Cpu) Read()
    {
        var id = Process.GetProcessById(_process!.Id);
        id.Refresh();
        return (id.WorkingSet64 / 1048576.0, id.TotalProcessorTime);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        _gateway.Close();
        if (_connection is not null)
            await _connection.CloseAsync();
        _folder.Dispose();
    }

    private async Task ServeAsync(Uri broker)
    {
        var computer = Guid.CreateVersion7();
        _connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await _connection.CreateChannelAsync();
        foreach (var exchange in AgentQueue.Exchanges)
            await channel.ExchangeDeclareAsync(exchange.Name, exchange.Type, durable: true, arguments: exchange.Arguments.ToDictionary());
        await channel.QueueDeclareAsync(AgentQueue.NameFor(computer), true, false, false, AgentQueue.Arguments.ToDictionary());
        await channel.QueueDeclareAsync("said", true, false, false);
        await channel.QueueBindAsync("said", AgentQueue.ReportExchange, "#");
        var user = broker.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        var answer = JsonSerializer.Serialize(new
        {
            computerId = computer,
            secret = user[1],
            broker = new { address = $"amqp://{broker.Authority}{broker.AbsolutePath}", user = user[0], queue = AgentQueue.NameFor(computer) },
        });
        _gateway.Prefixes.Add(_address);
        _gateway.Start();
        _ = AnswerAsync(Encoding.UTF8.GetBytes(answer));
    }

    private async Task AnswerAsync(byte[] answer)
    {
        var roots = await File.ReadAllBytesAsync(LocalKeys.OfThisProcess.RootFile);
        try
        {
            while (true)
            {
                var context = await _gateway.GetContextAsync();
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(context.Request.Url!.AbsolutePath.EndsWith("/roots", StringComparison.Ordinal) ? roots : answer);
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // The measuring is over.
        }
    }
}
