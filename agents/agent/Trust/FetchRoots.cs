using Distribution.Contracts.Rules.Trust;

namespace Distribution.Agent.Trust;

/// <summary>
/// Gets the platform's roots from the gateway: at the start, every six hours, and when a message came by a key that is not known yet.
/// Whoever answers is believed nothing: the roots are signed. Only the very first is believed, unless it was brought by a file.
/// </summary>
internal sealed class FetchRoots(HttpClient http, Uri server, PinnedTrust trust, Action<string> refused, Random random, TimeProvider clock, AgentLog log) : IDisposable
{
    private static readonly TimeSpan usualPause = TimeSpan.FromHours(6);
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim one = new(1);
    private DateTimeOffset noQuestionBefore;
    private int inVain;

    public void Dispose() => one.Dispose();

    public async Task Run(CancellationToken ct)
    {
        var backOff = new Connections.BackOff(random);
        while (true)
        {
            // Drawn, so that a fleet that was switched on at one moment does not ask at one moment for ever.
            var isThere = await Fetch(ct) && trust.Root is not null;
            await Task.Delay(isThere ? usualPause * (0.75 + (random.NextDouble() / 2)) : backOff.Next(), clock, ct);
        }
    }

    /// <summary>
    /// Asks because a message could not be judged. It is never judged without having asked: a key that was changed a moment ago would be refused, one that was
    /// revoked obeyed. Whoever makes the agent ask in vain makes it wait, up to half a minute for each message, and not the gateway answer.
    /// </summary>
    /// <returns>False when the gateway could not be asked.</returns>
    public async Task<bool> Ask(CancellationToken ct)
    {
        if (noQuestionBefore - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait < longestWait ? wait : longestWait, clock, ct);
        var before = trust.Root?.Version;
        if (!await Fetch(ct))
            return false;
        inVain = trust.Root?.Version == before ? Math.Min(inVain + 1, 6) : 0;
        noQuestionBefore = clock.GetUtcNow() + (inVain == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1 << (inVain - 1)));
        return true;
    }

    private async Task<bool> Fetch(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            using var response = await http.GetAsync(new Uri(server, "/api/enrolments/roots"), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                log.Write($"{server} did not give its roots ({(int)response.StatusCode}).");
                return false;
            }

            var before = trust.Root?.Version;
            var chain = RootChain.Read(await Read(response, limit.Token));
            if ((chain is null ? "What the gateway gave for its roots is none." : trust.Take(chain)) is { } fault)
            {
                log.Write($"A root is refused: {fault}");
                refused(fault);
            }

            if (trust.Root?.Version != before)
                log.Write($"This computer obeys by the root of version {trust.Root!.Version}, good until {trust.Root.ExpiresAt:u}.");
            return true;
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            log.Write($"{server} cannot be reached for its roots: {problem.Message}");
            return false;
        }
        finally
        {
            one.Release();
        }
    }

    // Endless data ends here.
    private static async Task<byte[]> Read(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (read.Length <= RootChain.LongestBytes && await stream.ReadAsync(buffer, ct) is > 0 and var count)
            read.Write(buffer, 0, count);
        return read.ToArray();
    }
}
