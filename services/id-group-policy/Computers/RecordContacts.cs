using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using RabbitMQ.Client;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Takes, in batches, what computers say after each connection. Their queues and bindings are made again first: a broker that was
/// killed loses what was declared in its last seconds, and one that came back from a backup loses more; nobody else would notice.
/// </summary>
internal sealed class RecordContacts(
    BrokerAddress address, AgentBroker broker, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecordContacts> logger) : BackgroundService
{
    /// <summary>This service's queue of every agent's contacts.</summary>
    public const string Queue = "id-group-policy.agent-contacts";

    private const int LongestVersion = 64;
    private static readonly string Urn = $"urn:message:{typeof(AgentConnected).Namespace}:{nameof(AgentConnected)}";

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
        var (refused, versions) = (new List<Refused>(), new Dictionary<Guid, string>());
        foreach (var message in batch)
        {
            if (Read(message) is var (computer, connected))
                versions[computer] = connected.AgentVersion.Length <= LongestVersion ? connected.AgentVersion : connected.AgentVersion[..LongestVersion];
            else
                refused.Add(new(message, "It is no contact of the computer that its routing key names."));
        }

        while (!await TrySaveAsync(versions, ct))
            ct.ThrowIfCancellationRequested();
        return refused;
    }

    private async Task<bool> TrySaveAsync(Dictionary<Guid, string> versions, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var fetch = session.CreateBatchQuery();
        var reads = versions.Keys.Select(id => fetch.Events.FetchForWriting<Computer>(id)).ToList();
        await fetch.Execute(ct);
        var computers = (await Task.WhenAll(reads)).Where(stream => stream.Aggregate is { RemovedAt: null }).ToList();
        if (computers.Count == 0)
            return true;

        await broker.EnsureQueuesAsync([.. computers.Select(stream => stream.Aggregate!.Id)], ct);
        foreach (var stream in computers)
            stream.AppendMany(Computer.MakeContact(stream.Aggregate, versions[stream.Aggregate!.Id], queueWasGone: false, clock.GetUtcNow()));
        var saved = await IsSavedAsync(session, ct);
        await TakeAwayAgainAsync(session, computers, ct);
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
    private async Task TakeAwayAgainAsync(IDocumentSession session, IEnumerable<IEventStream<Computer>> computers, CancellationToken ct)
    {
        var removed = await session.QueryAsync<Guid>(
            "select id from mt_doc_computer where id = any(?) and data ->> 'RemovedAt' is not null", ct,
            computers.Select(stream => stream.Aggregate!.Id).ToArray());
        foreach (var id in removed)
            await broker.DeleteQueueAsync(id, ct);
    }

    // Who speaks is what the broker vouches for: it lets a computer publish under its own key and its own user only.
    private static (Guid Computer, AgentConnected Connected)? Read(Delivered message)
    {
        try
        {
            return message.Properties.Type == Urn
                && AgentQueue.ComputerOfContact(message.RoutingKey) is { } computer
                && message.Properties.UserId is var user && (string.IsNullOrEmpty(user) || user == computer.ToString("D"))
                && JsonSerializer.Deserialize<AgentConnected>(message.Body, HouseJson.Options) is { AgentVersion: not null } connected
                    ? (computer, connected with { AgentVersion = connected.AgentVersion.Replace('\0', '?') })
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
