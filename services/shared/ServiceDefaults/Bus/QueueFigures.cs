using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>A queue that a service serves by the bare client.</summary>
internal sealed record ServedQueue(string Name);

/// <summary>How many messages wait in each of this service's queues, and in the '_error' queue of each: what no consumer could take.</summary>
internal sealed class QueueFigures : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly BrokerAddress _address;
    private readonly ServiceName _service;
    private readonly LivingBus _bus;
    private readonly IReadOnlyList<ServedQueue> _queues;
    private readonly TimeProvider _clock;
    private volatile IReadOnlyDictionary<string, long> _waiting = new Dictionary<string, long>();

    public QueueFigures(BrokerAddress address, ServiceName service, LivingBus bus, IEnumerable<ServedQueue> queues, IMeterFactory meters, TimeProvider clock)
    {
        (_address, _service, _bus, _queues, _clock) = (address, service, bus, [.. queues], clock);
        meters.Create(Telemetry.Name).CreateObservableGauge(
            "distribution.queue.messages",
            () => _waiting.Select(queue => new Measurement<long>(queue.Value, new KeyValuePair<string, object?>("messaging.destination.name", queue.Key))),
            "{message}",
            "Messages that wait in a queue of this service, or that it gave up.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        do
        {
            try
            {
                _waiting = await LookAsync(stoppingToken);
            }
            // Whatever it is, the next look may do better, and a service does not end for want of a figure.
#pragma warning disable CA1031
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // Old figures would look like a broker that does well.
                _waiting = new Dictionary<string, long>();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Dictionary<string, long>> LookAsync(CancellationToken ct)
    {
        var waiting = new Dictionary<string, long>();
        var factory = new ConnectionFactory { Uri = _address.Uri, ClientProvidedName = $"{_service.Value}-figures", AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(ct);
        foreach (var queue in _bus.Queues.Concat(_queues.Select(queue => queue.Name)).Distinct().SelectMany(queue => new[] { queue, $"{queue}_error" }))
            waiting[queue] = await CountAsync(connection, queue, ct);
        return waiting;
    }

    // To ask for a queue that is not there closes the channel; an error queue is only made when it is needed.
    private static async Task<long> CountAsync(IConnection connection, string queue, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount;
        }
        catch (OperationInterruptedException answer) when (answer.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }
}
