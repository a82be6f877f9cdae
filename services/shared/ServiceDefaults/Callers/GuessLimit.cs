using System.Runtime.InteropServices;

namespace Distribution.ServiceDefaults;

/// <summary>
/// How often may be guessed: a number of failures within a stretch of time for each key. An attempt counts from its beginning, so
/// that many at once gain nothing, and is given back when it was right. Each replica counts for itself.
/// </summary>
public sealed class GuessLimit(TimeProvider clock)
{
    /// <summary>The stretch of time in which failures count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MostKeys = 20_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DateTimeOffset>> _failures = [];

    /// <summary>Begins an attempt under one key.</summary>
    public TimeSpan? Begin(string key, int most) => Begin((key, most));

    /// <summary>
    /// Begins an attempt under several keys, such as a name and an address; answers how long the caller has to wait, or null when it may go on.
    /// Whoever has to wait under one counts under none: else an address that is blocked could fill the others until all is forgotten.
    /// </summary>
    /// <param name="limits">Each key, and how many failures it may have within the window.</param>
    public TimeSpan? Begin(params ReadOnlySpan<(string Key, int Most)> limits)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var (key, most) in limits)
            {
                if (!_failures.TryGetValue(key, out var failures))
                    continue;
                failures.RemoveAll(at => at + Window <= now);
                if (failures.Count >= most)
                    return failures[0] + Window - now;
            }

            Forget(now);
            foreach (var (key, _) in limits)
                (CollectionsMarshal.GetValueRefOrAddDefault(_failures, key, out _) ??= []).Add(now);
            return null;
        }
    }

    /// <summary>The attempt was right and counts no more.</summary>
    public void GiveBack(string key)
    {
        lock (_lock)
        {
            if (_failures.TryGetValue(key, out var failures) && failures.Count > 0)
                failures.RemoveAt(failures.Count - 1);
        }
    }

    // Bounded: whoever comes from many addresses must not fill the memory. What is too old goes first; if that is not enough, all begin anew.
    private void Forget(DateTimeOffset now)
    {
        if (_failures.Count < MostKeys)
            return;
        foreach (var key in _failures.Where(entry => entry.Value.All(at => at + Window <= now)).Select(entry => entry.Key).ToList())
            _failures.Remove(key);
        if (_failures.Count >= MostKeys)
            _failures.Clear();
    }
}
