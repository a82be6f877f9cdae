using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Distribution.Reporting.Overview;

/// <summary>
/// The stream of changes as server-sent events: task, execution (of the task asked for), computer, group, package, reload,
/// and a beat while nothing happens. Each carries the thing's present state; Last-Event-ID continues where a stream broke off.
/// </summary>
internal static class FollowChanges
{
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(10);

    public static void MapFollowChanges(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/changes", (
            Guid? task, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, ChangeFeed feed, TimeProvider clock, IHostApplicationLifetime host, HttpContext http) =>
        {
            var place = PlaceOf(lastEventId);
            http.Response.Headers.CacheControl = "no-cache, no-transform";
            return TypedResults.ServerSentEvents(Events(feed, clock, task, place, host.ApplicationStopping, http.RequestAborted));
        }).Answers("text/event-stream").WithName("FollowChanges").WithSummary("The stream of changes as server-sent events; Last-Event-ID goes on where a stream broke off.");

    private static ulong? PlaceOf(string? lastEventId) =>
        string.IsNullOrEmpty(lastEventId) ? null
        : ulong.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
        : throw Validation.Broken("Last-Event-ID", "This is not the id of an event of this stream.");

    internal static async IAsyncEnumerable<SseItem<string>> Events(
        ChangeFeed feed, TimeProvider clock, Guid? task, ulong? resumed, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        // A stream never ends by itself: without this it would hold up the service's own end.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        using var listener = feed.Listen(task);
        var head = await feed.Head(end.Token);
        var place = resumed ?? head;
        if (place > head)
        {
            place = head;                   // a place of another database: what the listener knows may be anything
            yield return Reload(head);
        }
        yield return Beat(place);           // opens the stream at once, and tells where it stands

        // Whatever lies between the listener's place and the next batch (a broken connection, batches that it was too slow
        // to take) is read from the tables, so that nothing is missing and nothing has to be kept for it.
        var told = clock.GetTimestamp();
        for (var next = new ChangeBatch(head, head, []); !end.IsCancellationRequested; next = await Next(feed, listener, place, end.Token))
        {
            if (next.From > place)
            {
                foreach (var item in Lines(await feed.Read(place, next.From, task is { } one ? [one] : [], end.Token), task))
                {
                    told = clock.GetTimestamp();
                    yield return item;
                }
            }
            if (next.To > place)
            {
                foreach (var item in Lines(next, task))
                {
                    told = clock.GetTimestamp();
                    yield return item;
                }
            }
            place = Math.Max(place, next.To);
            if (clock.GetElapsedTime(told) < _beat)
                continue;
            told = clock.GetTimestamp();
            yield return Beat(place);
        }
    }

    private static async Task<ChangeBatch> Next(ChangeFeed feed, ChangeFeed.Listener listener, ulong place, CancellationToken end)
    {
        if (listener.Batches.Reader.TryRead(out var next))
            return next;
        // The last batch may have been one that found no room: without this it would be told with the next change only.
        if (feed.Place is var reached && reached > place)
            return new(reached, reached, []);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(_beat);
        try
        {
            return await listener.Batches.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return new(place, place, []);
        }
    }

    // Only the last line of a batch moves the place: a stream that breaks off within a batch gets all of it again.
    private static IEnumerable<SseItem<string>> Lines(ChangeBatch batch, Guid? task)
    {
        var heard = batch.Changes.Where(change => change.TaskId is null || change.TaskId == task).ToList();
        return heard.Select((change, i) => new SseItem<string>(change.Json, change.Kind) { EventId = i == heard.Count - 1 ? $"{batch.To}" : null });
    }

    private static SseItem<string> Beat(ulong place) => new("{}", "beat") { EventId = $"{place}" };

    private static SseItem<string> Reload(ulong place) => new("{}", "reload") { EventId = $"{place}" };
}
