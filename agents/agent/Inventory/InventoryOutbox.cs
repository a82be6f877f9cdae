using System.Text.Json;
using Distribution.Agent.Journals;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Inventory;

/// <summary>Between the collecting of inventories and their sending: what was said last, on the disk, and what waits to be said, in memory.</summary>
/// <param name="path">Lost or unreadable, it is begun anew with a whole inventory.</param>
internal sealed class InventoryOutbox(string path)
{
    private readonly Lock turn = new();
    private SaidInventory said = Read(path);
    private ComputerInventory? present;
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when there may be something to say that was not there before.</summary>
    public Task Changed => changed.Task;

    /// <summary>The server wants a whole one: from now on, whatever happens, the next is one.</summary>
    public void AskWhole()
    {
        lock (turn)
            Keep(said with { WholeWanted = true });
        Signal();
    }

    /// <summary>What the computer consists of now.</summary>
    public void Put(ComputerInventory inventory)
    {
        lock (turn)
            present = inventory;
        Signal();
    }

    /// <summary>Draws the next number for what has changed; on the disk before anything is sent, so that no two inventories have one number.</summary>
    /// <returns>Null when there is nothing to say.</returns>
    public (InventoryReported Message, ComputerInventory Inventory)? Next(DateTimeOffset at)
    {
        lock (turn)
        {
            // The signal is taken before the look: what comes from now on gives another one.
            if (changed.Task.IsCompleted)
                changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (present is null || NextInventory.Of(said, present, at) is not { } message)
                return null;
            Keep(said with { Number = message.Number });
            return (message, present);
        }
    }

    /// <summary>The broker has it.</summary>
    public void Confirm(InventoryReported message, ComputerInventory told)
    {
        lock (turn)
        {
            // Asked for a whole one while a difference was on its way: the wish stays.
            Keep(said.After(told, said.Number) with { WholeWanted = said.WholeWanted && message.BaseHash is not null });
        }
    }

    private static SaidInventory Read(string path)
    {
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.SaidInventory) is { Software: not null, Updates: not null } said)
                return said;
        }
        catch (JsonException)
        {
            // Written by nobody in this form: told anew as a whole.
        }
        return SaidInventory.Nothing(Guid.CreateVersion7());
    }

    private void Keep(SaidInventory next)
    {
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(next, AgentJson.Default.SaidInventory));
        said = next;
    }

    private void Signal()
    {
        lock (turn)
            changed.TrySetResult();
    }
}
