using System.Text;
using Distribution.Agent.Decisions;
using Distribution.Agent.Inventory;
using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Agent.Trust;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Distribution.Agent.Connections;

/// <summary>One connection from its beginning to its end: instructions in, reports out.</summary>
internal sealed class BrokerSession(Identity identity, PinnedAuthority? authority, Gate gate, Action orderSecret, SelfPresentation self, TimeSpan signsOfLife, Journal journal, InventoryOutbox inventory, Action reached, TimeProvider clock, AgentLog log)
{
    private const ushort Prefetch = 10;

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    private DateTimeOffset noInventoryBefore;

    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs until the connection, the queue or the disk fails; then throws with the reason.</summary>
    public async Task Run(Action connected, CancellationToken ct)
    {
        await using var connection = await BrokerConnection.Open(identity, authority, ct);
        connection.ConnectionShutdownAsync += (_, reason) => End(reason.ToString());
        await using var outgoing = await connection.CreateChannelAsync(ReportPublisher.WithConfirms, ct);
        outgoing.ChannelShutdownAsync += (_, reason) => End(reason.ToString());
        await using var incoming = await connection.CreateChannelAsync(cancellationToken: ct);
        incoming.ChannelShutdownAsync += (_, reason) => End(reason.ToString());
        await Consume(incoming, ct);
        connected();
        using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var publishing = PublishReports(new(outgoing, identity.ComputerId), session.Token);
        await Task.WhenAny(publishing, ended.Task.WaitAsync(ct));
        await session.CancelAsync();
        try
        {
            await publishing;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The session's end is told below, in the broker's words.
        }
        ct.ThrowIfCancellationRequested();
        throw new IOException(await ended.Task);
    }

    private async Task Consume(IChannel channel, CancellationToken ct)
    {
        await channel.BasicQosAsync(0, Prefetch, global: false, ct);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => Receive(channel, delivery, ct);
        consumer.UnregisteredAsync += (_, _) => End("The broker cancelled the consumer; the queue is gone.");
        // Never declared here: the queue is the server's.
        await channel.BasicConsumeAsync(identity.Broker.Queue, autoAck: false, consumer, ct);
    }

    // Acknowledged as soon as it is on the disk, never after the installation: the broker takes a message back after
    // half an hour, and would deliver it to be installed twice.
    private async Task Receive(IChannel channel, BasicDeliverEventArgs delivery, CancellationToken ct)
    {
        try
        {
            var properties = delivery.BasicProperties;
            var (instruction, issuedAt) = await gate.Admit(identity.ComputerId, properties, delivery.Body, ct);
            if (instruction is Unreadable { ExecutionId: null, Reason: var reason })
            {
                log.Write($"A message that cannot be read goes to the dead letters: {reason}");
                await channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, ct);
                return;
            }
            if (instruction is Untrusted { Reason: var forged })
                log.Write($"A message of the type {properties.Type} is not obeyed: {forged}");
            if (instruction is AskInventory && gate.Obey(properties.Type!, issuedAt, inventory.AskWhole))
                log.Write("From the server: say what this computer consists of.");
            if (instruction is AskNewSecret && gate.Obey(properties.Type!, issuedAt, orderSecret))
                log.Write("From the server: take another secret.");
            var trace = new Trace(properties.CorrelationId, TraceParent(properties));
            foreach (var record in journal.Decide(state => ReceiveInstruction.Decide(state, instruction, identity.ComputerId, trace, clock.GetUtcNow())))
                log.Write($"From the server: {Describe(record)}");
            // A forgery too: among the dead letters it would pass for an instruction of the platform's that could not be read.
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, ct);
        }
        catch (Exception problem)
        {
            // Not acknowledged, so the broker keeps it; the session ends, and the next one gets it again.
            await End(problem.Message);
        }
    }

    private async Task PublishReports(ReportPublisher publisher, CancellationToken ct)
    {
        // First of all: what waits for this computer's contact, waits for this.
        await publisher.Say(self.Next(stillConnected: false), ct);
        reached();
        var nextSign = clock.GetUtcNow() + signsOfLife;
        while (true)
        {
            if (clock.GetUtcNow() >= nextSign)
            {
                await publisher.Say(self.Next(stillConnected: true), ct);
                nextSign = clock.GetUtcNow() + signsOfLife;
            }
            var state = journal.State;
            foreach (var report in state.Reports)
            {
                await publisher.Publish(report, ct);
                journal.Decide(_ => [new ReportConfirmed(report.Id)]);
            }
            await TellInventory(publisher, ct);
            using var other = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var journalMoves = journal.WaitForChange(
                journal.State.Reports.IsEmpty ? journal.State : state, Shorter(nextSign - clock.GetUtcNow(), TimeSpan.FromMinutes(1)), other.Token);
            await Task.WhenAny(journalMoves, clock.GetUtcNow() < noInventoryBefore ? journalMoves : inventory.Changed);
            await other.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    // After the reports: what became of a task matters more than what it left behind.
    private async Task TellInventory(ReportPublisher publisher, CancellationToken ct)
    {
        if (clock.GetUtcNow() < noInventoryBefore || inventory.Next(clock.GetUtcNow()) is not var (message, told))
            return;
        try
        {
            await publisher.Say(message, ct);
            inventory.Confirm(message, told);
        }
        catch (PublishException problem)
        {
            // A server that is older than this agent takes no inventories; everything else goes on.
            noInventoryBefore = clock.GetUtcNow() + patience;
            log.Write($"Nobody takes this computer's inventory yet: {problem.Message}");
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    private Task End(string reason)
    {
        ended.TrySetResult(reason);
        return Task.CompletedTask;
    }

    private static string? TraceParent(IReadOnlyBasicProperties properties) =>
        properties.Headers is { } headers && headers.TryGetValue("traceparent", out var value)
            ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value as string
            : null;

    private static string Describe(JournalRecord record) => record switch
    {
        InstructionReceived r => $"{r.Instruction.TaskName}, {r.Instruction.Actions.Count} action(s), execution {r.Instruction.ExecutionId:D}, attempt {r.Instruction.Attempt}",
        InstructionRejected r => $"execution {r.Id} refused, {r.Reason}: {r.Detail}",
        CancelReceived r => $"execution {r.Id} is called off",
        _ => record.GetType().Name,
    };
}
