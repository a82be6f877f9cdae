using System.Net.ServerSentEvents;
using System.Threading.Channels;

namespace Distribution.Cli.Tasks;

/// <summary>The platform's stream of changes as a nudge: something moved, look again. Without it, looking every so often is enough.</summary>
internal sealed class Changes : IAsyncDisposable
{
    // One nudge waits at most: a thousand changes while the screen is being drawn are one more look.
    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public Changes(Gateway gateway, string path) => _listening = Listen(gateway, path, _stop.Token);

    /// <summary>Waits for a change, at most for the given time.</summary>
    public async Task Next(TimeSpan atMost, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(atMost);
        try
        {
            await _nudges.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing moved, or the stream is away: looking again is right either way.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task Listen(Gateway gateway, string path, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var stream = await gateway.Stream(path, stop);
                await foreach (var change in SseParser.Create(stream).EnumerateAsync(stop))
                {
                    if (change.EventType is "task" or "execution" or "reload")
                        _nudges.Writer.TryWrite(true);
                }
            }
            catch (Exception interrupted) when (interrupted is GatewayException or IOException or HttpRequestException or OperationCanceledException)
            {
                // Whoever watches still looks by the clock; the stream is only there to make it prompt.
            }
            await Task.Delay(1000, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
