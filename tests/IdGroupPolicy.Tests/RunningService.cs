using Distribution.IdGroupPolicy.Tests;

[assembly: AssemblyFixture(typeof(RunningService))]
[assembly: AssemblyFixture(typeof(ConfinedBroker))]

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>The whole service, once for all tests of this assembly: each test works with names and computers of its own.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private ServiceUnderTest? _service;

    public HttpClient Client => _service!.Client;

    public ServiceUnderTest Service => _service!;

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(Program.Build);

    public async ValueTask DisposeAsync()
    {
        await Service.ShouldHoldNoFailuresAsync();
        await Service.DisposeAsync();
    }
}
