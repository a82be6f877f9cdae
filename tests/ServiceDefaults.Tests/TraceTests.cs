using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Distribution.ServiceDefaults.Tests.Sample;
using Npgsql;

namespace Distribution.ServiceDefaults.Tests;

/// <summary>From a request through the log and the broker to a consumer in one trace, each span the child of the one that caused it.</summary>
public sealed class TraceTests
{
    private static readonly ActivityTraceId Trace = ActivityTraceId.CreateRandom();

    [Fact]
    public async Task A_request_its_publication_and_what_a_consumer_makes_of_it_are_one_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        // Only this trace: other tests of this process count on nobody watching.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Distribution" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Judge(options.Parent.TraceId == Trace),
            SampleUsingParentId = (ref ActivityCreationOptions<string> options) => Judge(options.Parent?.Contains(Trace.ToHexString(), StringComparison.Ordinal) == true),
            ActivityStopped = activity =>
            {
                if (activity.TraceId == Trace)
                    spans.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build);
        using var installed = await service.Client.PostAsJsonAsync("/lamps", new { name = "Lamp" });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{installed.Headers.Location}/switch");
        request.Headers.Add("traceparent", $"00-{Trace}-{ActivitySpanId.CreateRandom()}-01");

        (await service.Client.SendAsync(request)).EnsureSuccessStatusCode();

        // Each is told when it ends, and the consumer may be done before the answer is.
        var (processed, published, served) = await Eventually.Holds(
            () => Task.FromResult((Processed: Span(spans, "process LampSwitched"), Published: Span(spans, "publish LampSwitched"), Served: spans.SingleOrDefault(span => span.Kind == ActivityKind.Server))),
            all => all is { Processed: not null, Published: not null, Served: not null }, "the spans of all three are in the trace");
        processed!.ParentSpanId.ShouldBe(published!.SpanId);
        published.ParentSpanId.ShouldBe(served!.SpanId);
        // What the consumer appends goes on from there, and so would what is published of it.
        var echo = await Eventually.Holds(
            () => EchoAsync(service), text => text is not null, "the echo is in the log");
        echo.ShouldBe(processed.Id);
    }

    private static async Task<string?> EchoAsync(ServiceUnderTest service)
    {
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = database.CreateCommand("select headers ->> 'traceparent' from mt_events where type = 'echo_heard'");
        return (string?)await command.ExecuteScalarAsync();
    }

    private static ActivitySamplingResult Judge(bool isOurs) => isOurs ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;

    private static Activity? Span(IEnumerable<Activity> spans, string name) => spans.FirstOrDefault(span => span.DisplayName == name);
}
