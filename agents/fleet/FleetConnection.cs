using System.Globalization;
using System.Text;
using Distribution.Agent.Connections;
using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Agent.Trust;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.Fleet;

/// <summary>One connection that serves one computer in its own name, or many in the name of a user that may impersonate them.</summary>
internal sealed class FleetConnection(IReadOnlyList<SimulatedComputer> computers, Gate gate, FleetOptions options, Figures figures, TimeProvider clock)
{
    // A channel is dispatched by one thread at a time; so many consumers keep it busy and no more.
    private const int ConsumersPerChannel = 500;

    // Each is some ten thousand bytes, which wait here until the broker has them.
    private const int InventoriesAtOnce = 50;

    /// <summary>Connects, and connects again, until the token ends it.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var backOff = new BackOff(Random.Shared);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await OnceAsync(backOff.Reset, ct);
            }
            catch (Exception problem) when (!ct.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"Not connected: {problem.GetBaseException().Message}");
                await Task.Delay(backOff.Next(), clock, ct);
            }
        }
    }

    private async Task OnceAsync(Action connected, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            ended.TrySetResult(reason.ToString());
            return Task.CompletedTask;
        };
        using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var consuming = 0;
        try
        {
            foreach (var part in computers.Chunk(ConsumersPerChannel))
            {
                await ConsumeAsync(connection, part, session.Token);
                figures.Connected(part.Length);
                consuming += part.Length;
            }

            connected();
            throw new IOException(await ended.Task.WaitAsync(ct));
        }
        finally
        {
            figures.Connected(-consuming);
            await session.CancelAsync();
        }
    }

    private async Task<IConnection> OpenAsync(CancellationToken ct)
    {
        if (options.Broker is null)
            return await BrokerConnection.Open(computers.Single().Identity, null, ct);
        var factory = new ConnectionFactory { Uri = options.Broker, AutomaticRecoveryEnabled = false, ClientProvidedName = "distribution-fleet" };
        return await factory.CreateConnectionAsync(ct);
    }

    private async Task ConsumeAsync(IConnection connection, IReadOnlyList<SimulatedComputer> part, CancellationToken ct)
    {
        var incoming = await connection.CreateChannelAsync(cancellationToken: ct);
        var outgoing = await connection.CreateChannelAsync(ReportPublisher.WithConfirms, ct);
        await incoming.BasicQosAsync(0, 10, global: false, ct);
        var said = new List<Task>();
        foreach (var computer in part)
        {
            var consumer = new AsyncEventingBasicConsumer(incoming);
            consumer.ReceivedAsync += (_, delivery) => ReceiveAsync(incoming, computer, delivery, ct);
            await incoming.BasicConsumeAsync(computer.Identity.Broker.Queue, autoAck: false, consumer, ct);
            var publisher = new ReportPublisher(outgoing, computer.Identity.ComputerId);
            computer.Connect(publisher.Publish, publisher.Say, ct);
            said.Add(publisher.Say(computer.Self.Next(stillConnected: false), ct));
        }

        await Task.WhenAll(said);
        foreach (var few in part.Chunk(InventoriesAtOnce))
            await Task.WhenAll(few.Select(computer => computer.TellInventoryAsync(ct)));
    }

    private async Task ReceiveAsync(IChannel channel, SimulatedComputer computer, BasicDeliverEventArgs delivery, CancellationToken ct)
    {
        var properties = delivery.BasicProperties;
        figures.Received(SentAt(properties), clock.GetUtcNow());
        var (instruction, _) = await gate.Admit(computer.Identity.ComputerId, properties, delivery.Body, ct);
        computer.Receive(
            instruction, new Trace(properties.CorrelationId, Header(properties, "traceparent")), ct);
        await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, ct);
    }

    private static DateTimeOffset? SentAt(IReadOnlyBasicProperties properties) =>
        DateTimeOffset.TryParse(Header(properties, "cloudEvents:time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value as string : null;
}
