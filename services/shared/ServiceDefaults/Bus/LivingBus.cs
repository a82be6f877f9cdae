using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>
/// The bus of this process: a new one each time the broker comes back. MassTransit 8.4.0 sometimes goes on for ever with
/// a connection that it has lost, or without consumers (one kill of the broker in five, under load), and a bus that is
/// stopped and started again does not consume; the versions that mend this cannot be had (Directory.Packages.props).
/// So a connection that does nothing else tells whether the broker is there, and a bus that fails it is let go.
/// </summary>
internal sealed class LivingBus(Func<IBusControl> make, BrokerAddress address, ServiceName service, ILogger<LivingBus> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Longer than a bus needs to come back by itself from the loss of its own connection alone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private volatile Life? _life;
    private volatile string _absence = "The broker has not been reached yet.";

    /// <summary>Tells when the bus of the present has been lost.</summary>
    /// <exception cref="InvalidOperationException">The broker is away.</exception>
    public CancellationToken Lost => _life?.Loss.Token ?? throw new InvalidOperationException(_absence);

    /// <summary>The queues of the present bus's consumers; none while the broker is away.</summary>
    public IReadOnlyList<string> Queues => _life is { } life ? [.. Attendance.QueuesOf(life.Bus.CheckHealth(), service.Value)] : [];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_life?.Bus.CheckHealth() switch
        {
            null => HealthCheckResult.Unhealthy(_absence),
            { Status: BusHealthStatus.Healthy } => HealthCheckResult.Healthy(),
            { } health => HealthCheckResult.Degraded(health.Description),
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await using var connection = await ConnectAsync(stoppingToken);
            using var life = new Life(make(), new CancellationTokenSource());
            if (await StartAsync(life.Bus, stoppingToken))
            {
                _life = life;
                await WatchAsync(connection, life.Bus, stoppingToken);
                _absence = connection.IsOpen ? "The bus does not work." : $"The broker is away. {connection.CloseReason?.ReplyText}";
                _life = null;
                await life.Loss.CancelAsync();
            }

            var end = EndAsync(life.Bus);
            // Consumers finish their work before the service ends; a bus without a broker has nobody to tell.
            if (stoppingToken.IsCancellationRequested)
                await end;
            else
                logger.LogWarning("The bus begins anew: {Reason}", _absence);
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken stop)
    {
        var factory = new ConnectionFactory { Uri = address.Uri, ClientProvidedName = $"{service.Value}-watch", AutomaticRecoveryEnabled = false };
        while (true)
        {
            try
            {
                return await factory.CreateConnectionAsync(stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested && fault is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException)
            {
                _absence = $"The broker is away: {fault.Message}";
                await Task.Delay(Pause, stop);
            }
        }
    }

    private async Task<bool> StartAsync(IBusControl bus, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            await bus.StartAsync(limit.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever keeps a bus from starting, the next attempt is made with another.
        catch (Exception fault) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _absence = $"The bus does not start: {fault.Message}";
            await Task.Delay(Pause, stop);
            return false;
        }
    }

    private async Task WatchAsync(IConnection connection, IBusControl bus, CancellationToken stop)
    {
        var attendance = new Attendance(connection, service.Value);
        var healthyAt = Environment.TickCount64;
        while (!stop.IsCancellationRequested && connection.IsOpen)
        {
            await Task.WhenAny(Task.Delay(Pause, stop));
            var health = bus.CheckHealth();
            if (health.Status == BusHealthStatus.Healthy)
                healthyAt = Environment.TickCount64;
            if (Environment.TickCount64 - healthyAt > Patience.TotalMilliseconds || await attendance.IsBrokenAsync(health))
                return;
        }
    }

    private async Task EndAsync(IBusControl bus)
    {
        try
        {
            await bus.StopAsync(TimeSpan.FromSeconds(20));
        }
#pragma warning disable CA1031 // It is over either way.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LogInformation("A bus did not end well: {Reason}", fault.Message);
        }
    }

    private sealed record Life(IBusControl Bus, CancellationTokenSource Loss) : IDisposable
    {
        public void Dispose() => Loss.Dispose();
    }
}
