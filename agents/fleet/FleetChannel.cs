using System.Globalization;
using System.Text;
using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Agent.Trust;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.Fleet;

/// <summary>A part of the computers of one connection: they take their instructions from one channel and report by another.</summary>
internal sealed class FleetChannel(IChannel incoming, IChannel outgoing, Gate gate, OfflinePattern? offline, Figures figures, TimeProvider clock)
{
    /// <summary>A channel is dispatched by one thread at a time; so many consumers keep it busy and no more.</summary>
    public const int Most = 500;

    // Each is some ten thousand bytes, which wait here until the broker has them.
    private const int InventoriesAtOnce = 50;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly List<Seat> _seats = [];

    /// <summary>How many more computers it can take.</summary>
    public int Room => Most - _seats.Count;

    public static async Task<FleetChannel> OpenAsync(IConnection connection, Gate gate, OfflinePattern? offline, Figures figures, TimeProvider clock, CancellationToken ct)
    {
        var incoming = await connection.CreateChannelAsync(cancellationToken: ct);
        var outgoing = await connection.CreateChannelAsync(ReportPublisher.WithConfirms, ct);
        await incoming.BasicQosAsync(0, 10, global: false, ct);
        return new(incoming, outgoing, gate, offline, figures, clock);
    }

    /// <summary>Switches these on.</summary>
    public async Task AddAsync(IReadOnlyList<SimulatedComputer> computers, CancellationToken ct)
    {
        var added = computers.Select(computer => new Seat(computer)).ToList();
        foreach (var seat in added)
        {
            await ConsumeAsync(seat, ct);
            lock (_seats)
                _seats.Add(seat);
        }

        await Task.WhenAll(added.Select(seat => GreetAsync(seat.Computer, ct)));
        foreach (var few in added.Chunk(InventoriesAtOnce))
            await Task.WhenAll(few.Select(seat => seat.Computer.TellInventoryAsync(ct)));
    }

    /// <summary>Switches computers off and on again after the pattern, until the token ends it.</summary>
    public async Task ComeAndGoAsync(CancellationToken ct)
    {
        if (offline is null)
            return;
        using var timer = new PeriodicTimer(Glance, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            Seat[] turning;
            lock (_seats)
                turning = [.. _seats.Where(seat => offline.Turns(seat.Session is null, Glance, Random.Shared.NextDouble()))];
            foreach (var seat in turning)
                await (seat.Session is null ? SwitchOnAsync(seat, ct) : SwitchOffAsync(seat, ct));
        }
    }

    /// <summary>What is left when the connection has ended.</summary>
    public void Close()
    {
        lock (_seats)
            _seats.ForEach(Leave);
    }

    private async Task SwitchOnAsync(Seat seat, CancellationToken ct)
    {
        await ConsumeAsync(seat, ct);
        await GreetAsync(seat.Computer, ct);
        await seat.Computer.TellInventoryAsync(ct);
    }

    private async Task SwitchOffAsync(Seat seat, CancellationToken ct)
    {
        await incoming.BasicCancelAsync(seat.Tag, cancellationToken: ct);
        Leave(seat);
    }

    // What it was at stops where it is; what it has to say waits until it is on again.
    private void Leave(Seat seat)
    {
        if (seat.Session is not { } session)
            return;
        seat.Session = null;
        session.Cancel();
        session.Dispose();
        figures.Connected(-1);
    }

    private async Task ConsumeAsync(Seat seat, CancellationToken ct)
    {
        var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (computer, on) = (seat.Computer, session.Token);
        var publisher = new ReportPublisher(outgoing, computer.Identity.ComputerId);
        computer.Connect(publisher.Publish, publisher.Say, on);
        var consumer = new AsyncEventingBasicConsumer(incoming);
        consumer.ReceivedAsync += (_, delivery) => ReceiveAsync(computer, delivery, on, ct);
        seat.Tag = await incoming.BasicConsumeAsync(computer.Identity.Broker.Queue, autoAck: false, consumer, ct);
        seat.Session = session;
        figures.Connected(1);
    }

    private Task GreetAsync(SimulatedComputer computer, CancellationToken ct) =>
        new ReportPublisher(outgoing, computer.Identity.ComputerId).Say(computer.Self.Next(stillConnected: false), ct);

    private async Task ReceiveAsync(SimulatedComputer computer, BasicDeliverEventArgs delivery, CancellationToken on, CancellationToken ct)
    {
        var properties = delivery.BasicProperties;
        figures.Received(SentAt(properties), clock.GetUtcNow());
        var (instruction, _) = await gate.Admit(computer.Identity.ComputerId, properties, delivery.Body, ct);
        computer.Receive(instruction, new Trace(properties.CorrelationId, Header(properties, "traceparent")), on);
        await incoming.BasicAckAsync(delivery.DeliveryTag, multiple: false, ct);
    }

    private static DateTimeOffset? SentAt(IReadOnlyBasicProperties properties) =>
        DateTimeOffset.TryParse(Header(properties, "cloudEvents:time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value as string : null;

    /// <summary>A computer and whether it is on.</summary>
    private sealed class Seat(SimulatedComputer computer)
    {
        public SimulatedComputer Computer { get; } = computer;

        public string Tag { get; set; } = "";

        /// <summary>Null while it is off.</summary>
        public CancellationTokenSource? Session { get; set; }
    }
}
