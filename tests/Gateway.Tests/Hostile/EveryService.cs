namespace Distribution.Gateway.Tests.Hostile;

/// <summary>All four services, each on a database and a virtual host of its own, behind the real gateway.</summary>
public sealed class EveryService : IAsyncLifetime
{
    private readonly TemporaryFolder _contents = new("contents");
    private readonly List<ServiceUnderTest> _started = [];

    public ServiceUnderTest Gateway { get; private set; } = null!;

    /// <summary>Speaks with the gateway as somebody who may do everything.</summary>
    public HttpClient Api { get; private set; } = null!;

    public IReadOnlyList<ServiceUnderTest> Services => _started;

    public async ValueTask InitializeAsync()
    {
        _started.Add(await ServiceUnderTest.StartAsync(Packages.Program.Build, ("Content:Folder", _contents.Path), ("Logging:LogLevel:Default", "None")));
        _started.Add(await ServiceUnderTest.StartAsync(TaskScheduling.Program.Build, ("Logging:LogLevel:Default", "None")));
        _started.Add(await ServiceUnderTest.StartAsync(IdGroupPolicy.Program.Build, ("Logging:LogLevel:Default", "None")));
        _started.Add(await ServiceUnderTest.StartAsync(Reporting.Program.Build, ("Logging:LogLevel:Default", "None")));
        Gateway = await ServiceUnderTest.StartAsync(
            Proxy.Program.Build, ("RabbitMq:Uri", "none"), ("Access:FirstKey", GatewayBefore.ApiKey), ("Services:Packages", _started[0].Address.ToString()),
            ("Services:TaskScheduling", _started[1].Address.ToString()), ("Services:IdGroupPolicy", _started[2].Address.ToString()), ("Services:Reporting", _started[3].Address.ToString()));
        await GatewayBefore.LetsInAsync(Gateway.Services);
        Api = new HttpClient { BaseAddress = Gateway.Address, DefaultRequestHeaders = { Authorization = new("Bearer", GatewayBefore.ApiKey) } };
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (Gateway is not null)
            await Gateway.DisposeAsync();
        foreach (var service in _started)
            await service.DisposeAsync();
        _contents.Dispose();
    }
}
