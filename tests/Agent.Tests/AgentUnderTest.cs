namespace Distribution.Agent.Tests;

/// <summary>An agent in this process, with a data folder and a root of its own.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("agent");
    private readonly PlayedServer server;
    private readonly StringWriter said = new();
    private CancellationTokenSource stop = new();
    private Task<int>? running;

    public AgentUnderTest(PlayedServer server) => this.server = server;

    public string Root => Path.Combine(folder.Path, "root");

    public string Data => Path.Combine(folder.Path, "data");

    public string Said => said.ToString();

    public string InRoot(string path) => Path.Combine(Root, path.TrimStart('/'));

    public AgentUnderTest Start()
    {
        Directory.CreateDirectory(Root);
        stop = new CancellationTokenSource();
        var options = new AgentOptions(server.Gateway.Address, Data, "the key", Root, "pc-under-test");
        running = new RunAgent(options, TimeProvider.System, new Random(1), new AgentLog(null, TimeProvider.System, TextWriter.Synchronized(said))).Run(stop.Token);
        return this;
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        if (running is not null)
            await running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        folder.Dispose();
    }
}
