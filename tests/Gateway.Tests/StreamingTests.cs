using System.Net;
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Distribution.Gateway.Tests;

/// <summary>Tests that measure this process's memory, and so cannot share it with others at work.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class StreamingTests
{
    private const long Size = 300L << 20;               // ten times what a server takes unless it is told otherwise
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_upload_of_any_size_passes_without_being_kept()
    {
        long received = 0;
        await using var gateway = await GatewayBefore.Services(app => app.MapPut("/contents/{sha256}", async (HttpContext http) =>
        {
            var buffer = new byte[1 << 16];
            for (int count; (count = await http.Request.Body.ReadAsync(buffer)) > 0;)
                Interlocked.Add(ref received, count);
        }));

        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        using var upload = new Pieces(async sent =>
        {
            // The sender goes on only when the service has almost everything: a gateway that keeps an upload never gets here.
            await Eventually.Holds(() => Task.FromResult(Interlocked.Read(ref received)), got => got >= sent - (8 << 20), $"{sent} bytes sent have arrived", _patience);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        });
        using var answer = await gateway.Client.PutAsync(new Uri("/api/contents/abc", UriKind.Relative), upload);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        received.ShouldBe(Size);
        most.ShouldBeLessThan(100 << 20);
    }

    [Fact]
    public async Task Other_paths_take_no_upload_of_any_size()
    {
        await using var gateway = await GatewayBefore.Services(app => app.MapPost("/packages", async (HttpContext http) => await http.Request.Body.CopyToAsync(Stream.Null)));
        using var upload = new Pieces(_ => Task.CompletedTask);
        try
        {
            using var answer = await gateway.Client.PostAsync(new Uri("/api/packages", UriKind.Relative), upload);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException)
        {
            // The connection may be closed before the answer is read; either way the upload did not pass.
        }
    }

    [Fact]
    public async Task Each_event_of_a_stream_passes_when_it_happens()
    {
        var happens = Channel.CreateUnbounded<string>();
        var gone = new TaskCompletionSource();
        await using var gateway = await GatewayBefore.Services(app => app.MapGet("/changes", (CancellationToken ct) =>
        {
            ct.Register(gone.SetResult);
            return TypedResults.ServerSentEvents(happens.Reader.ReadAllAsync(ct), "thing");
        }));

        happens.Writer.TryWrite("zero");
        using (var answer = await gateway.Client.GetAsync(new Uri("/api/changes", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
            await using var events = SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
            (await events.MoveNextAsync().AsTask().WaitAsync(_patience)).ShouldBeTrue();
            events.Current.Data.ShouldBe("zero");
            foreach (var word in new[] { "one", "two" })
            {
                happens.Writer.TryWrite(word);              // said only now: had the gateway kept the one before, it would not have come
                (await events.MoveNextAsync().AsTask().WaitAsync(_patience)).ShouldBeTrue();
                events.Current.Data.ShouldBe(word);
            }
        }
        await gone.Task.WaitAsync(_patience);               // a listener that leaves is not listened for any longer
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_gateways_end()
    {
        await using var gateway = await GatewayBefore.Services(app => app.MapGet("/changes", (CancellationToken ct) =>
            TypedResults.ServerSentEvents(Channel.CreateUnbounded<string>().Reader.ReadAllAsync(ct).Prepend("first"), "thing")));
        using var answer = await gateway.Client.GetAsync(new Uri("/api/changes", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        await gateway.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));      // half of what the host waits for requests
    }

    private sealed class Pieces(Func<long, Task> sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[1 << 20];
            for (long total = 0; total < Size;)
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
                total += piece.Length;
                await sent(total);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Size;
            return true;
        }
    }
}
