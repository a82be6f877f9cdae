namespace Distribution.Agent.Tests;

/// <summary>An agent in this process, with a data folder and a root of its own.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("agent");
    private readonly Uri gateway;
    private readonly string? authority;
    private readonly StringWriter said = new();
    private CancellationTokenSource stop = new();
    private Task<int>? running;

    public AgentUnderTest(PlayedServer server)
        : this(server.Gateway.Address, authority: null)
    {
    }

    /// <param name="authority">The file of whom it trusts.</param>
    public AgentUnderTest(Uri gateway, string? authority) => (this.gateway, this.authority) = (gateway, authority);

    public string Root => Path.Combine(folder.Path, "root");

    public string Data => Path.Combine(folder.Path, "data");

    public string Said => said.ToString();

    public string InRoot(string path) => Path.Combine(Root, path.TrimStart('/'));

    /// <summary>How far this computer's clock is ahead of the true time.</summary>
    public TimeSpan ClockAhead { get; init; }

    public AgentUnderTest Start()
    {
        Directory.CreateDirectory(Root);
        stop = new CancellationTokenSource();
        var options = new AgentOptions(gateway, Data, "the key", Root, "pc-under-test", Authority: authority);
        running = new RunAgent(options, new ClockOf(ClockAhead), new Random(1), new AgentLog(null, TimeProvider.System, TextWriter.Synchronized(said))).Run(stop.Token);
        return this;
    }

    /// <summary>Starts it on that start of the computer.</summary>
    public void StartOn(string bootId)
    {
        Directory.CreateDirectory(InRoot("/proc/sys/kernel/random"));
        File.WriteAllText(InRoot("/proc/sys/kernel/random/boot_id"), bootId);
        Start();
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        if (running is null)
            return;
        try
        {
            await running.WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (OperationCanceledException)
        {
            // It was not let in before it had to stop.
        }
    }

    private sealed class ClockOf(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        folder.Dispose();
    }
}
