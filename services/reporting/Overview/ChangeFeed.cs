using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;

namespace Distribution.Reporting.Overview;

/// <summary>What changed between two places of the tables' history.</summary>
/// <param name="From">The first transaction that it covers.</param>
/// <param name="To">The first transaction that it does not cover.</param>
internal sealed record ChangeBatch(ulong From, ulong To, IReadOnlyList<Change> Changes);

/// <summary>
/// One poller per process, however many browsers listen, and none while nobody does. It moves over transaction ids only
/// up to the oldest one that is still running: rows are numbered when they are written and seen when they are committed,
/// so a reader that went by what it sees would pass a slow writer and lose its change for ever. A long transaction
/// anywhere in the database server therefore delays the stream; it never tears it. A place means the same in every
/// replica, since all share the database.
/// </summary>
internal sealed class ChangeFeed(NpgsqlDataSource database, TimeProvider clock, ILogger<ChangeFeed> logger) : BackgroundService
{
    /// <summary>Between two looks; so many times a second at most does one thing change on a screen.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    // A browser this many looks behind is not waited for: it catches up by itself, from the tables.
    private const int Waiting = 8;

    private readonly ConcurrentDictionary<Listener, bool> _listeners = [];
    private ulong _place;
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>How far the feed has looked and told its listeners.</summary>
    public ulong Place => Interlocked.Read(ref _place);

    /// <summary>A place in the feed of one listener; disposing ends it.</summary>
    public Listener Listen(Guid? task)
    {
        var listener = new Listener(this, task);
        _listeners[listener] = true;
        _wake.Release();
        return listener;
    }

    public async Task<ulong> Head(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ChangeRows.Head(connection);
    }

    public async Task<ChangeBatch> Read(ulong from, ulong to, IEnumerable<Guid> followed, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return new(from, to, await ChangeRows.Read(connection, from, to, followed));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ulong? place = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_listeners.IsEmpty)
            {
                place = null;
                await _wake.WaitAsync(stoppingToken);
            }
            try
            {
                place = await Look(place, stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                logger.LogWarning(fault, "The tables could not be read; listeners wait.");
            }
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task<ulong> Look(ulong? place, CancellationToken stop)
    {
        var head = await Head(stop);
        if (place is not { } from || from >= head)
            return place ?? head;
        var batch = await Read(from, head, _listeners.Keys.Select(l => l.Task).OfType<Guid>().Distinct(), stop);
        foreach (var listener in _listeners.Keys)
            listener.Batches.Writer.TryWrite(batch);
        Interlocked.Exchange(ref _place, head);
        return head;
    }

    internal sealed class Listener(ChangeFeed feed, Guid? task) : IDisposable
    {
        public Guid? Task { get; } = task;

        public Channel<ChangeBatch> Batches { get; } = Channel.CreateBounded<ChangeBatch>(new BoundedChannelOptions(Waiting) { SingleReader = true });

        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
