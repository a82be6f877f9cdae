using System.Security.Cryptography;
using Distribution.ServiceDefaults;
using Distribution.Testing.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Testing;

/// <summary>A whole service in this process: real Kestrel on a free port, its own database, its own virtual host.</summary>
public sealed class ServiceUnderTest : IAsyncDisposable
{
    /// <summary>The key of content links that every service in this process is given.</summary>
    public static readonly string LinkKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly Func<string[], WebApplication> _build;
    private readonly Dictionary<string, string> _settings;
    private bool _usesSharedBroker;
    private WebApplication? _application;

    private ServiceUnderTest(Func<string[], WebApplication> build, Dictionary<string, string> settings)
    {
        (_build, _settings) = (build, settings);
        Client = new HttpClient();
    }

    /// <summary>Speaks HTTP with the service, as a caller with every right.</summary>
    public HttpClient Client { get; private set; }

    /// <summary>Where the service answers.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <summary>The service's container.</summary>
    public IServiceProvider Services => _application!.Services;

    /// <summary>The service's database.</summary>
    public string ConnectionString => _settings["ConnectionStrings:Database"];

    /// <summary>The service's virtual host, as the administrator.</summary>
    public Uri BrokerUri => new(_settings["RabbitMq:Uri"]);

    /// <summary>
    /// Starts a service. ConnectionStrings:Database and RabbitMq:Uri may be set, to share a virtual host or to use a
    /// server of the test's own; else new ones are made on the shared servers.
    /// </summary>
    public static async Task<ServiceUnderTest> StartAsync(Func<string[], WebApplication> build, params (string Name, string Value)[] settings)
    {
        var name = build.Method.DeclaringType?.Namespace?.Split('.')[^1] ?? "service";
        var all = new Dictionary<string, string>
        {
            ["Logging:LogLevel:Default"] = "Warning",
            ["urls"] = "http://127.0.0.1:0",
            ["shutdownTimeoutSeconds"] = "10",
            ["Content:LinkKeys"] = LinkKey,
            [CallerKeys.Setting] = SignedCallers.Key,
        };
        foreach (var (setting, value) in LocalKeys.OfThisProcess.SettingsOf(name).Concat(settings))
            all[setting] = value;
        if (!all.ContainsKey("ConnectionStrings:Database"))
            all["ConnectionStrings:Database"] = await PrivatePostgres.CreateDatabaseAsync(name);
        var usesSharedBroker = all.TryAdd("RabbitMq:Uri", "");
        if (usesSharedBroker)
            all["RabbitMq:Uri"] = (await PrivateRabbitMq.CreateVirtualHostAsync(name)).ToString();
        var service = new ServiceUnderTest(build, all) { _usesSharedBroker = usesSharedBroker };
        await service.StartAgainAsync();
        return service;
    }

    /// <summary>Speaks HTTP with the service as somebody else, or, with null, as nobody.</summary>
    public HttpClient ClientOf(Caller? caller) =>
        new(new SignedCallers(_application!.Services.GetRequiredService<ServiceName>().Value, caller)) { BaseAddress = Address };

    /// <summary>Stops the service as a host does on SIGTERM.</summary>
    public async Task StopAsync()
    {
        if (_application is null)
            return;
        await _application.StopAsync();
        await _application.DisposeAsync();
        _application = null;
    }

    /// <summary>Starts the service again on the same database and virtual host; the address changes.</summary>
    public async Task StartAgainAsync()
    {
        _application = _build([.. _settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await _application.StartAsync();
        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Client.Dispose();
        var name = _application.Services.GetRequiredService<ServiceName>().Value;
        Client = new HttpClient(new SignedCallers(name)) { BaseAddress = new Uri(addresses.First()) };
        // A message published before the consumers have bound their queues would reach nobody.
        if (_usesSharedBroker)
            await Eventually.Holds(ReadinessAsync, answer => !answer.Contains("Unhealthy", StringComparison.Ordinal), "the service is ready");
    }

    /// <summary>What /health/ready says.</summary>
    public Task<string> ReadinessAsync() => ReadAsync("/health/ready");

    private async Task<string> ReadAsync(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Fails when a consumer of this virtual host gave a message up. Only on the shared broker.</summary>
    public async Task ShouldHoldNoFailuresAsync()
    {
        var broker = await PrivateRabbitMq.SharedAsync();
        await broker.Queues.ShouldHoldNoFailuresAsync(Uri.UnescapeDataString(BrokerUri.AbsolutePath[1..]));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
    }
}
