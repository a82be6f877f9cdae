namespace Distribution.Gateway.Tests;

/// <summary>A platform with nothing but the real catalogue behind the real gateway, empty at first.</summary>
internal sealed class CataloguePlatform : IAsyncDisposable
{
    private readonly TemporaryFolder _contents = new("contents");
    private ServiceUnderTest _packages = null!;
    private ServiceUnderTest _gateway = null!;

    public Uri Address => _gateway.Address;

    public static async Task<CataloguePlatform> StartAsync()
    {
        var platform = new CataloguePlatform();
        platform._packages = await ServiceUnderTest.StartAsync(Packages.Program.Build, ("Content:Folder", platform._contents.Path));
        platform._gateway = await ServiceUnderTest.StartAsync(
            Proxy.Program.Build, ("Services:Packages", platform._packages.Address.ToString()), ("RabbitMq:Uri", "none"), ("Access:FirstKey", GatewayBefore.ApiKey));
        await GatewayBefore.LetsInAsync(platform._gateway.Services);
        return platform;
    }

    public Task<Terminal.Ran> Run(params string[] arguments) => Terminal.Run(Address, arguments);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _packages.DisposeAsync();
        _contents.Dispose();
    }
}
