using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;
using RabbitMQ.Client;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>Takes, in batches, what computers say they consist of; one transaction for a batch.</summary>
internal sealed class RecordInventories(
    BrokerAddress address, IServiceScopeFactory scopes, StoredSoftware stored, TimeProvider clock, ILogger<RecordInventories> logger) : BackgroundService
{
    /// <summary>This service's queue of every agent's inventories.</summary>
    public const string Queue = "id-group-policy.agent-inventory";

    /// <summary>Inventories are read and written whole: the faster compression, where the server has it (PostgreSQL's own packages and images do).</summary>
    public const string Compression =
        """
        do $$ begin
            if exists (select 1 from pg_attribute where attrelid = 'mt_doc_known_inventory'::regclass and attname = 'data' and attcompression <> 'l') then
                alter table mt_doc_known_inventory alter column data set compression lz4;
            end if;
        exception when feature_not_supported then
            raise notice 'Inventories are kept in the slower compression.';
        end $$
        """;

    // A whole inventory has tens of kilobytes, and twice a batch is in memory.
    private const int BatchSize = 200;

    /// <summary>Decides on a batch and saves it; a race with another replica is decided again.</summary>
    /// <returns>What is no inventory, with the reasons.</returns>
    public async Task<IReadOnlyList<Refused>> RecordAsync(IReadOnlyList<Delivered> batch, CancellationToken ct)
    {
        var read = batch.Select(message => (Message: message, Read: InventoryMessage.Read(message))).ToList();
        var said = read.Where(r => r.Read.Inventory is not null).Select(r => r.Read.Inventory!).ToLookup(inventory => inventory.ComputerId);
        while (said.Count > 0 && !await TrySaveAsync(said, ct))
            ct.ThrowIfCancellationRequested();
        return [.. read.Where(r => r.Read.Fault is not null).Select(r => new Refused(r.Message, r.Read.Fault!))];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DeliveredBatches(address, Queue, "id-group-policy-inventory", logger, BatchSize).RunAsync(DeclareAsync, RecordAsync, stoppingToken);

    private static async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        await AgentBroker.DeclareExchangesAsync(channel, ct);
        await DeliveredBatches.DeclareQueueAsync(channel, Queue, ct);
        await channel.QueueBindAsync(Queue, AgentQueue.ReportExchange, AgentQueue.EveryInventory, cancellationToken: ct);
    }

    private async Task<bool> TrySaveAsync(ILookup<Guid, InventoryMessage> said, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        // Of one that is not let in, what it said before counts no more.
        var admitted = await session.QueryAsync<Guid>(
            "select id from mt_doc_computer where id = any(?) and data ->> 'RemovedAt' is null and data ->> 'FencedAt' is null",
            ct, said.Select(computer => computer.Key).ToArray());
        var fetch = session.CreateBatchQuery();
        var reads = admitted.Select(id => fetch.Events.FetchForWriting<KnownInventory>(KnownInventory.StreamOf(id))).ToList();
        await fetch.Execute(ct);

        var isNew = new List<KnownSoftware>();
        foreach (var (id, stream) in admitted.Zip(await Task.WhenAll(reads)))
        {
            var (state, events) = Decide(stream.Aggregate, id, said[id]);
            stream.AppendMany(events);
            if (state is null || ReferenceEquals(state.Software, stream.Aggregate?.Software))
                continue;
            session.Store(SoftwareKeys.Of(id, state.Software));
            // What was there before was stored when it came.
            isNew.AddRange(stored.Missing(events.SelectMany(Come)));
        }

        session.Store<KnownSoftware>([.. isNew.DistinctBy(known => known.Id)]);
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (ConcurrencyException)
        {
            return false;
        }

        stored.Remember(isNew);
        return true;
    }

    private static IEnumerable<SoftwareItem> Come(object @event) => @event switch
    {
        InventoryTaken e => e.Software,
        InventoryChanged e => e.Installed.Concat(e.Updated.Select(u => u.To)),
        _ => [],
    };

    private (KnownInventory? State, IReadOnlyList<object> Events) Decide(KnownInventory? state, Guid computerId, IEnumerable<InventoryMessage> said)
    {
        var events = new List<object>();
        foreach (var message in said)
        {
            var decided = KnownInventory.Report(state, computerId, message.Said, clock.GetUtcNow());
            state = decided.Aggregate(state, KnownInventory.Evolve);
            events.AddRange(decided);
        }

        return (state, events);
    }
}
