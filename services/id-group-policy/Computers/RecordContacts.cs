using Distribution.Contracts;
using RabbitMQ.Client;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Takes, in batches, what computers say after each connection and while it lasts. After a connection their queues and bindings are made
/// again first: a broker that came back from a crash or a backup may have lost them, and nobody else would notice.
/// </summary>
internal sealed class RecordContacts(
    BrokerAddress address, AgentBroker broker, BrokerManagement management, IServiceScopeFactory scopes, TimeProvider clock,
    ILogger<RecordContacts> logger) : BackgroundService
{
    /// <summary>This service's queue of every agent's contacts.</summary>
    public const string Queue = "id-group-policy.agent-contacts";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DeliveredBatches(address, Queue, "id-group-policy-contacts", logger).RunAsync(DeclareAsync, RecordAsync, stoppingToken);

    private static async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        await AgentBroker.DeclareExchangesAsync(channel, ct);
        await DeliveredBatches.DeclareQueueAsync(channel, Queue, ct);
        await channel.QueueBindAsync(Queue, AgentQueue.ReportExchange, AgentQueue.EveryContact, cancellationToken: ct);
    }

    private async Task<IReadOnlyList<Refused>> RecordAsync(IReadOnlyList<Delivered> batch, CancellationToken ct)
    {
        var (refused, contacts, findings) = (new List<Refused>(), new List<Contact>(), new List<Finding>());
        foreach (var message in batch)
        {
            if (Contact.Read(message) is { } contact)
                contacts.Add(contact);
            else if (Finding.Read(message) is { } finding)
                findings.Add(finding);
            else
                refused.Add(new(message, "It is no contact of the computer that its routing key names."));
        }

        var said = contacts.ToLookup(contact => contact.ComputerId);
        while (said.Count > 0 && !await TrySaveAsync(said, ct))
            ct.ThrowIfCancellationRequested();
        var found = findings.ToLookup(finding => finding.ComputerId);
        while (found.Count > 0 && !await TrySaveAsync(found, ct))
            ct.ThrowIfCancellationRequested();
        return refused;
    }

    private async Task<bool> TrySaveAsync(ILookup<Guid, Finding> found, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var fetch = session.CreateBatchQuery();
        var reads = found.Select(computer => fetch.Events.FetchForWriting<Computer>(computer.Key)).ToList();
        await fetch.Execute(ct);
        foreach (var stream in (await Task.WhenAll(reads)).Where(stream => stream.Aggregate is not null))
        {
            var state = stream.Aggregate;
            foreach (var finding in found[state!.Id])
            {
                var events = Computer.Find(state, finding.Kind, finding.Detail, finding.At, clock.GetUtcNow());
                stream.AppendMany(events);
                state = events.Aggregate(state, (before, @event) => Computer.Evolve(before, @event)!);
            }
        }

        return await IsSavedAsync(session, ct);
    }

    private async Task<bool> TrySaveAsync(ILookup<Guid, Contact> said, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var fetch = session.CreateBatchQuery();
        var reads = said.Select(computer => fetch.Events.FetchForWriting<Computer>(computer.Key)).ToList();
        await fetch.Execute(ct);
        var computers = (await Task.WhenAll(reads)).Where(stream => stream.Aggregate is not null).ToLookup(stream => stream.Aggregate!.IsAdmitted);
        var admitted = computers[true].ToDictionary(stream => stream.Aggregate!.Id);
        var presences = (await session.QueryAsync<Presence>("where id = any(?)", ct, admitted.Keys.ToArray())).ToDictionary(presence => presence.Id);

        await broker.EnsureQueuesAsync([.. admitted.Keys.Where(id => said[id].Any(c => c.IsNew) || presences.GetValueOrDefault(id) is { Untold: true })], ct);
        var fenced = new List<Guid>();
        foreach (var (id, stream) in admitted)
        {
            var (events, presence) = Hearing.Of(stream.Aggregate!, presences.GetValueOrDefault(id), said[id], clock.GetUtcNow());
            stream.AppendMany(events);
            session.Store(presence);
            if (events.OfType<ComputerFenced>().Any())
                fenced.Add(id);
        }

        var saved = await IsSavedAsync(session, ct);
        await TakeAwayAgainAsync(session, [.. admitted.Keys], ct);
        // The broker may have let in by memory who is let in no longer.
        foreach (var id in computers[false].Select(stream => stream.Aggregate!.Id).Concat(saved ? fenced : []))
            await CloseAsync(id, ct);
        return saved;
    }

    private static async Task<bool> IsSavedAsync(IDocumentSession session, CancellationToken ct)
    {
        try
        {
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }

    // One that was removed in between has lost its queue before it was made here again.
    private async Task TakeAwayAgainAsync(IDocumentSession session, Guid[] computerIds, CancellationToken ct)
    {
        var removed = await session.QueryAsync<Guid>(
            "select id from mt_doc_computer where id = any(?) and data ->> 'RemovedAt' is not null", ct, computerIds);
        foreach (var id in removed)
            await broker.DeleteQueueAsync(id, ct);
    }

    private async Task CloseAsync(Guid computerId, CancellationToken ct)
    {
        try
        {
            await management.CloseConnectionsAsync(computerId.ToString("D"), "The computer is not let in.", ct);
        }
        catch (HttpRequestException unavailable)
        {
            logger.LogWarning("The connections of computer {ComputerId} could not be closed: {Reason}", computerId, unavailable.Message);
        }
    }
}
