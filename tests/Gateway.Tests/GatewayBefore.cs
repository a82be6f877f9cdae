using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Distribution.Gateway.Tests;

/// <summary>The real gateway before one small real server that stands for all services.</summary>
internal sealed class GatewayBefore : IAsyncDisposable
{
    private static readonly string[] _names = ["Packages", "TaskScheduling", "IdGroupPolicy", "Reporting"];

    /// <summary>An API key with every right, at every gateway of this process.</summary>
    public static readonly string ApiKey = $"dk_{Guid.NewGuid():N}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>The one-time password of the first administrator.</summary>
    public const string FirstPassword = "for-the-first-time-only";

    // One for all gateways of this process, which are so like replicas of one.
    private static readonly Lazy<Task<string>> _database = new(() => PrivatePostgres.CreateDatabaseAsync("gateway"));

    private readonly WebApplication _gateway;
    private readonly WebApplication? _services;

    private GatewayBefore(WebApplication gateway, WebApplication? services, Uri? servicesAddress)
    {
        (_gateway, _services, ServicesAddress) = (gateway, services, servicesAddress);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = AddressOf(gateway), Timeout = TimeSpan.FromSeconds(60), DefaultRequestHeaders = { Authorization = new("Bearer", ApiKey) } };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public Uri? ServicesAddress { get; }

    /// <summary>Where nobody listens.</summary>
    public static Uri Nobody => new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Starts both; without services the gateway finds nobody behind it.</summary>
    /// <param name="beside">Another replica of all services; null is none.</param>
    public static async Task<GatewayBefore> Services(Action<WebApplication>? map, Uri? beside = null, params string[] settings)
    {
        var services = map is null ? null : await StartAsync(map);
        var address = services is null ? Nobody : AddressOf(services);
        var addresses = beside is null ? $"{address}" : $"{beside}, {address}";
        var gateway = Proxy.Program.Build(
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", $"--ConnectionStrings:Database={await _database.Value}",
            $"--Gateway:CallerKeys={SignedCallers.Key}", $"--Access:FirstKey={ApiKey}", $"--Access:FirstPassword={FirstPassword}", .. settings,
            .. _names.Select(service => $"--Services:{service}={addresses}"),
        ]);
        await gateway.StartAsync();
        await LetsInAsync(gateway.Services);
        return new(gateway, services, address);
    }

    public IServiceProvider Gateway => _gateway.Services;

    /// <summary>Somebody of whom nothing is known yet, who keeps cookies as a browser does.</summary>
    public HttpClient Stranger() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Waits until the API key of the tests opens a gateway that has just started.</summary>
    public static Task LetsInAsync(IServiceProvider gateway) => gateway.GetRequiredService<Proxy.Access.FirstAdministrator>().Done.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Stops the gateway as a host does on SIGTERM.</summary>
    public Task StopAsync() => _gateway.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _gateway.StopAsync(new CancellationToken(true));
        await _gateway.DisposeAsync();
        if (_services is null)
            return;
        await _services.StopAsync(new CancellationToken(true));
        await _services.DisposeAsync();
    }

    /// <summary>A small server of a test's own.</summary>
    public static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null).UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        map(server);
        await server.StartAsync();
        return server;
    }

    /// <summary>Where a server that has started listens.</summary>
    public static Uri AddressOf(WebApplication application) =>
        new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
