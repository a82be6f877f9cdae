using Npgsql;

namespace Distribution.EventStore;

/// <summary>
/// Writes saves that arrive together as one transaction. A lone save is written at once, on its caller's own thread;
/// while all writers are busy, saves gather and the next free writer takes them all. Each still succeeds or fails on its own.
/// </summary>
internal sealed class GroupCommit(NpgsqlDataSource database, Lanes lanes, Sql sql, int writers)
{
    /// <summary>Large saves under way at once, beside the writers of small ones.</summary>
    public const int LargeWriters = 6;

    // A save of so many events gains nothing by company, and would only make small ones wait.
    private const int LargeSave = 50;
    private const int Attempts = 5;
    private readonly Lock _gate = new();
    private readonly WaitingSaves _waiting = new();
    private int _writers;

    /// <summary>Raised after a write succeeded; the daemon wakes by it.</summary>
    public event Action? Written;

    public Task SaveAsync(PendingSave save)
    {
        if (save.EventCount >= LargeSave)
            return WriteLargeAsync(save);
        lock (_gate)
        {
            if (_writers >= writers)
            {
                _waiting.Add(save);
                return save.Done.Task;
            }

            _writers++;
        }

        return WriteOwnAsync(save);
    }

    private async Task WriteLargeAsync(PendingSave save)
    {
        await WriteGroupAsync([save]);
        await save.Done.Task;
    }

    private async Task WriteOwnAsync(PendingSave save)
    {
        await WriteGroupAsync([save]);
        HandOver();
        await save.Done.Task;
    }

    /// <summary>The caller's own save is done: what has gathered meanwhile is written by a thread of the pool, not at the caller's expense.</summary>
    private void HandOver()
    {
        lock (_gate)
        {
            if (_waiting.IsEmpty)
            {
                _writers--;
                return;
            }
        }

        _ = Task.Run(WriteWaitingAsync);
    }

    private async Task WriteWaitingAsync()
    {
        while (true)
        {
            List<PendingSave> group;
            lock (_gate)
            {
                group = _waiting.TakeGroup();
                if (group.Count == 0)
                {
                    _writers--;
                    return;
                }
            }

            await WriteGroupAsync(group);
        }
    }

    private async Task WriteGroupAsync(List<PendingSave> group)
    {
        try
        {
            await WriteAsync(group);
        }
        catch (Exception e) when (e is PostgresException or NothingWrittenException)
        {
            await WriteApartAsync(group, e);
            return;
        }
        catch (Exception e)
        {
            // The connection broke: whether the server committed cannot be known, so nothing is repeated.
            foreach (var save in group)
                save.Done.SetException(e);
            return;
        }

        foreach (var save in group)
            save.Done.SetResult();
        Written?.Invoke();
    }

    /// <summary>The server refused, and so wrote nothing: those that can be told why are told, the others are written without them, at last one by one.</summary>
    private async Task WriteApartAsync(List<PendingSave> group, Exception refusal)
    {
        Dictionary<PendingSave, Exception> conflicts;
        try
        {
            conflicts = await Conflicts.FindAsync(database, sql, group);
        }
        catch (Exception e)
        {
            foreach (var save in group)
                save.Done.SetException(e);
            return;
        }

        foreach (var (save, conflict) in conflicts)
            save.Done.SetException(conflict);
        List<PendingSave> rest = [.. group.Where(save => !conflicts.ContainsKey(save))];
        if (group.Count == 1)
        {
            foreach (var save in rest)
                save.Done.SetException(refusal);
        }
        else if (conflicts.Count > 0 && rest.Count > 0)
        {
            await WriteGroupAsync(rest);
        }
        else
        {
            foreach (var save in rest)
                await WriteGroupAsync([save]);
        }
    }

    private async Task WriteAsync(List<PendingSave> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            var lane = await lanes.RentAsync(CancellationToken.None);
            try
            {
                await lane.WriteAsync(group);
                return;
            }
            catch (PostgresException e) when (attempt < Attempts
                && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                await Task.Delay(Random.Shared.Next(5, 25 * attempt));
            }
            finally
            {
                await lanes.ReturnAsync(lane);
            }
        }
    }
}
