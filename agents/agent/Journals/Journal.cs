using System.Text.Json;

namespace Distribution.Agent.Journals;

/// <summary>
/// What this computer was told, did and said, append-only and flushed to disk record by record. Every decision is taken
/// and written under one lock, so that an expiry, a cancel and a beginning never overtake each other.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const long CompactFrom = 256 * 1024;

    private readonly Lock turn = new();
    private readonly JournalFile file;
    private readonly TimeProvider clock;
    private long compactAt;
    private volatile JournalState state;
    private volatile TaskCompletionSource changed = NewSignal();

    private Journal(string path, TimeProvider clock)
    {
        this.clock = clock;
        file = JournalFile.Open(path, out var contents, out var damaged);
        state = Fold(contents);
        WasDamaged = damaged;
        if (damaged)
        {
            // What was lost may be the beginning of an action: whatever was open is given up rather than run twice.
            state = JournalState.Evolve(state, new JournalDamaged(clock.GetUtcNow()));
            file.Replace(Encode(state.Snapshot(clock.GetUtcNow())));
        }
        compactAt = Math.Max(CompactFrom, 4 * file.Length);
    }

    public JournalState State => state;

    /// <summary>Called around each write with whether it is on the disk; a test that throws here ends the agent at exactly that point.</summary>
    internal Action<bool>? AtWrite { get; set; }

    /// <summary>Whether unreadable bytes were found before the end when the journal was opened; the old file is kept beside it.</summary>
    public bool WasDamaged { get; }

    /// <summary>Opens or creates a journal. A torn last write is cut off: nothing was ever done on its strength.</summary>
    public static Journal Open(string path, TimeProvider clock) => new(path, clock);

    /// <summary>The state of a journal that another process may be writing; nothing is repaired.</summary>
    public static JournalState Peek(string path) => Fold(JournalFile.Peek(path));

    /// <summary>Decides on the current state and writes what was decided; when this returns, it is on the disk.</summary>
    /// <returns>What was written; empty when there was nothing to decide.</returns>
    /// <exception cref="IOException">Nothing was written, a full disk for one; what was decided did not happen.</exception>
    public IReadOnlyList<JournalRecord> Decide(Func<JournalState, IEnumerable<JournalRecord>> decide)
    {
        TaskCompletionSource signal;
        List<JournalRecord> records;
        lock (turn)
        {
            records = [.. decide(state)];
            if (records.Count == 0)
                return records;
            AtWrite?.Invoke(false);
            file.Append([.. records.SelectMany(record => Encode(record))]);
            AtWrite?.Invoke(true);
            state = records.Aggregate(state, JournalState.Evolve);
            if (file.Length > compactAt)
                Compact();
            signal = changed;
            changed = NewSignal();
        }
        signal.SetResult();
        return records;
    }

    /// <summary>Has whoever waits for a change look again, without one.</summary>
    public void Wake()
    {
        TaskCompletionSource signal;
        lock (turn)
            (signal, changed) = (changed, NewSignal());
        signal.SetResult();
    }

    /// <summary>Returns when the state is no longer the one seen, or after the limit.</summary>
    public async Task WaitForChange(JournalState seen, TimeSpan limit, CancellationToken ct)
    {
        var signal = changed.Task;
        if (!ReferenceEquals(seen, state))
            return;
        try
        {
            await signal.WaitAsync(limit, clock, ct);
        }
        catch (TimeoutException)
        {
            // The limit is how waiting ends when nothing happens.
        }
    }

    /// <summary>Returns when the state is so; ends with the token.</summary>
    public async Task WaitUntil(Func<JournalState, bool> condition, CancellationToken ct)
    {
        for (var seen = state; !condition(seen); seen = state)
            await WaitForChange(seen, TimeSpan.FromMinutes(1), ct);
    }

    public void Dispose() => file.Dispose();

    private static byte[] Encode(JournalRecord record) =>
        Frames.Encode(JsonSerializer.SerializeToUtf8Bytes(record, AgentJson.Default.JournalRecord));

    private static JournalState Fold(IReadOnlyList<byte[]> contents) => contents
        .Select(Decode).OfType<JournalRecord>()
        .Aggregate(JournalState.Empty, JournalState.Evolve);

    // A kind that this version does not know was written by a younger one, which was tried and given up; the rest still holds.
    private static JournalRecord? Decode(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, AgentJson.Default.JournalRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Compact()
    {
        try
        {
            file.Replace(Encode(state.Snapshot(clock.GetUtcNow())));
        }
        catch (IOException)
        {
            // Without room for a second copy the journal goes on growing, and compaction is tried again later.
        }
        compactAt = Math.Max(CompactFrom, 4 * file.Length);
    }
}
