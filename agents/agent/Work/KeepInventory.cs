using System.Security.Cryptography;
using Distribution.Agent.Inventory;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Work;

/// <summary>Reads the inventory at the start, after each action, and now and then; what has changed is told.</summary>
internal sealed class KeepInventory(Journal journal, CollectInventory collect, InventoryOutbox outbox, AgentLog log, TimeSpan? interval = null)
{
    // Long enough that asking every package database costs next to nothing, short enough for a working day.
    private static readonly TimeSpan usualInterval = TimeSpan.FromMinutes(30);

    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            var actions = journal.State.ActionsEnded;
            var inventory = await collect.Read(ct);
            log.Write($"Inventory: {inventory.Software.Count} piece(s) of software, {inventory.Updates.Count} update(s).");
            outbox.Put(inventory);
            // A tenth more or less, drawn: a fleet that started at one moment does not read at one moment for ever.
            var wait = (interval ?? usualInterval) * (0.9 + (0.2 * RandomNumberGenerator.GetInt32(1000) / 1000));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(wait);
            try
            {
                await journal.WaitUntil(state => state.ActionsEnded != actions && !state.Open.Any(execution => execution.Running is not null), limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The interval is over.
            }
        }
    }
}
