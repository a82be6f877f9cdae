using Npgsql;

namespace Distribution.EventStore;

/// <summary>
/// How far the log may be read. Numbers are drawn before their transactions commit, so a missing number is either still being
/// written or gone for ever; a reader that passed the former would lose that event.
/// </summary>
internal sealed class HighWater(DocumentStore store)
{
    public const string Name = "HighWaterMark";
    private const int Window = 10_000;
    private Fence? _fence;

    /// <summary>
    /// When gaps were seen below Ceiling, Horizon was drawn: whoever drew one of those numbers owned a transaction id before,
    /// and so a smaller one. The horizon of house.md, the snapshot's xmax, is not enough: xmax is one more than the youngest
    /// FINISHED transaction, and a running writer may be younger than that.
    /// </summary>
    private sealed record Fence(long Ceiling, long Horizon);

    private readonly record struct Run(long First, long Last);

    public long Current { get; private set; }

    /// <summary>Begins at a mark that was reached before.</summary>
    public void BeginAt(long mark) => (Current, _fence) = (mark, null);

    /// <summary>A gap is being waited for.</summary>
    public bool IsHeld => _fence is not null;

    /// <summary>Looks once, and moves the mark as far as nothing can appear below it any more. Answers whether it moved.</summary>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        var (runs, oldestRunning) = await ReadAsync(ct);
        if (runs.Count == 0)
            return false;
        // Everything that ran when the gaps were seen has ended, and this very snapshot shows what it left: what is missing now is gone.
        var certain = _fence is { } fence && oldestRunning >= fence.Horizon ? fence.Ceiling : 0;
        if (certain > 0)
            _fence = null;

        var mark = Current;
        var skipped = new List<Run>();
        foreach (var run in runs)
        {
            if (run.First > mark + 1)
            {
                if (run.First - 1 > certain)
                    break;
                skipped.Add(new Run(mark + 1, run.First - 1));
            }

            mark = run.Last;
        }

        if (mark < runs[^1].Last)
            _fence ??= new Fence(runs[^1].Last, await DrawTransactionIdAsync(ct));
        if (skipped.Count > 0)
            await RecordAsync(skipped, ct);
        var moved = mark > Current;
        Current = mark;
        return moved;
    }

    private async Task<(List<Run> Runs, long OldestRunning)> ReadAsync(CancellationToken ct)
    {
        await using var command = store.Statements.CreateCommand(store.Sql.Runs);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Current });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Window });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var runs = new List<Run>();
        var oldest = 0L;
        while (await reader.ReadAsync(ct))
        {
            oldest = reader.GetInt64(0);
            runs.Add(new Run(reader.GetInt64(1), reader.GetInt64(2)));
        }

        return (runs, oldest);
    }

    private async Task<long> DrawTransactionIdAsync(CancellationToken ct)
    {
        await using var command = store.Statements.CreateCommand("select pg_current_xact_id()::text::bigint");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Kept for whoever reads the log later, Marten included.</summary>
    private async Task RecordAsync(List<Run> skipped, CancellationToken ct)
    {
        await using var command = store.Statements.CreateCommand(store.Sql.SkipNumbers);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. skipped.Select(run => run.Last)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. skipped.Select(run => run.First)] });
        await command.ExecuteNonQueryAsync(ct);
    }
}
