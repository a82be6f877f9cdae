using System.Diagnostics;

namespace Distribution.Fleet;

/// <summary>What the fleet has done, for the person who watches.</summary>
internal sealed class Figures
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private (TimeSpan At, long Instructions, long Reports, long Ended) _last;
    private long _enrolled;
    private long _consuming;
    private long _instructions;
    private long _reports;
    private long _inventories;
    private long _succeeded;
    private long _ended;

    /// <summary>From the event in the server's log to the computer.</summary>
    public Latencies Delivery { get; } = new();

    /// <summary>From the computer's receipt to the broker's confirmation of the last report.</summary>
    public Latencies Execution { get; } = new();

    public long Ended => Interlocked.Read(ref _ended);

    public long Succeeded => Interlocked.Read(ref _succeeded);

    public long Consuming => Interlocked.Read(ref _consuming);

    public long Enrolments => Interlocked.Read(ref _enrolled);

    public void Enrolled() => Interlocked.Increment(ref _enrolled);

    public void Connected(int computers) => Interlocked.Add(ref _consuming, computers);

    public void Received(DateTimeOffset? sentAt, DateTimeOffset now)
    {
        Interlocked.Increment(ref _instructions);
        if (sentAt is { } sent)
            Delivery.Add(now - sent);
    }

    /// <summary>One inventory was said, whole or as a difference.</summary>
    public void Told() => Interlocked.Increment(ref _inventories);

    public void Reported() => Interlocked.Increment(ref _reports);

    public void Finished(bool succeeded, TimeSpan took)
    {
        if (succeeded)
            Interlocked.Increment(ref _succeeded);
        Interlocked.Increment(ref _ended);
        Execution.Add(took);
    }

    /// <summary>One line; the rates are since the last one.</summary>
    public string Line()
    {
        var now = (At: _watch.Elapsed, Instructions: Interlocked.Read(ref _instructions), Reports: Interlocked.Read(ref _reports), Ended);
        var seconds = Math.Max(0.001, (now.At - _last.At).TotalSeconds);
        var line = $"{now.At:hh\\:mm\\:ss}  {Enrolments:N0} enrolled, {Consuming:N0} connected | "
            + $"instructions {now.Instructions:N0} ({(now.Instructions - _last.Instructions) / seconds:N0}/s) | "
            + $"reports {now.Reports:N0} ({(now.Reports - _last.Reports) / seconds:N0}/s) | "
            + (Interlocked.Read(ref _inventories) is > 0 and var inventories ? $"inventories {inventories:N0} | " : "")
            + $"ended {now.Ended:N0} ({(now.Ended - _last.Ended) / seconds:N0}/s), {now.Ended - Succeeded:N0} not succeeded | "
            + $"delivery {Delivery} | execution {Execution}";
        _last = now;
        return line;
    }
}
