namespace Distribution.Agent.Connections;

/// <summary>
/// The time that the server goes by. Computers have clocks that are hours or years wrong, and what must begin at an hour, or must not begin
/// any more, is written by the server's. Its answers over HTTP say what time it is there; until one did, the computer's own clock is believed.
/// </summary>
internal sealed class ServerClock(TimeProvider own, AgentLog log) : TimeProvider
{
    /// <summary>Less is not worth correcting: an answer takes its time, too, and says whole seconds.</summary>
    private static readonly TimeSpan tolerance = TimeSpan.FromMinutes(2);

    private long ticksAhead;

    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    public override long TimestampFrequency => own.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => own.GetUtcNow().AddTicks(Interlocked.Read(ref ticksAhead));

    /// <summary>
    /// The later of the two times, by which signatures and roots end. The server's alone would let whoever answers over HTTP keep them
    /// alive for ever by an old date; a computer whose own clock is far ahead refuses what it is told, and says so, until it is set right.
    /// </summary>
    public DateTimeOffset Latest => own.GetUtcNow() is var here && GetUtcNow() is var there && here > there ? here : there;

    public override long GetTimestamp() => own.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => own.CreateTimer(callback, state, dueTime, period);

    /// <summary>The server says what time it is.</summary>
    public void Learn(DateTimeOffset serverTime)
    {
        var off = serverTime - GetUtcNow();
        if (off.Duration() <= tolerance)
            return;
        var ahead = serverTime - own.GetUtcNow();
        Interlocked.Exchange(ref ticksAhead, ahead.Duration() <= tolerance ? 0 : ahead.Ticks);
        log.Write(ahead.Duration() <= tolerance
            ? "This computer's clock is right again."
            : $"This computer's clock says {own.GetUtcNow():u}, the server's {serverTime:u}: the server's time counts from now on.");
    }
}

/// <summary>Reads the server's time from whatever it answers.</summary>
/// <param name="server">Caches near by have clocks of their own, and are not asked.</param>
internal sealed class LearnTime(ServerClock clock, Uri server, HttpMessageHandler connections) : DelegatingHandler(connections)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri?.Authority == server.Authority && response.Headers.Date is { } date)
            clock.Learn(date);
        return response;
    }
}

/// <summary>Asks the server now and then, so that a computer that fetches nothing knows the time, too.</summary>
internal sealed class AskTime(HttpClient http, Uri server, Random random, TimeProvider clock)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan usualPause = TimeSpan.FromHours(6);

    public async Task Run(CancellationToken ct)
    {
        var backOff = new BackOff(random, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        while (true)
        {
            var isTold = await Once(ct);
            if (isTold)
                backOff.Reset();
            await Task.Delay(isTold ? usualPause * (0.9 + (0.2 * random.NextDouble())) : backOff.Next(), clock, ct);
        }
    }

    /// <returns>Whether it answered within ten seconds, with whatever.</returns>
    public async Task<bool> Once(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            using var answer = await http.GetAsync(new Uri(server, "/health/live"), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return true;
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
