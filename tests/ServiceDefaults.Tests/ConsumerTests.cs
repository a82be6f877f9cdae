using System.Text;
using System.Text.Json;
using Distribution.EventStore;
using Distribution.ServiceDefaults.Tests.Sample;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using V1 = Distribution.Contracts.Sample.V1;

namespace Distribution.ServiceDefaults.Tests;

public sealed class ConsumerTests(ConsumerTests.Host host) : IClassFixture<ConsumerTests.Host>
{
    private const string Exchange = "Distribution.Contracts.Sample.V1:LampSwitched";
    private const string Queue = "sample-hear-echoes";

    private Heard Heard => host.Service.Services.GetRequiredService<Heard>();

    [Theory]
    [InlineData("{ this is not JSON")]
    [InlineData("[]")]
    [InlineData("{\"lampId\": 7, \"times\": 1, \"brightness\": \"Dim\"}")]
    [InlineData("{\"lampId\": \"0190a000-0000-7000-8000-000000000001\", \"times\": 1, \"brightness\": \"Blinding\"}")]
    public async Task A_message_that_does_not_parse_goes_to_the_error_queue_and_those_behind_it_are_consumed(string garbage)
    {
        await using var client = await BrokerClient.ConnectAsync(host.Service.BrokerUri);
        var lamp = Guid.CreateVersion7();

        await client.PublishAsync("", Queue, garbage, new BasicProperties { ContentType = "application/json" });
        await host.PublishAsync(lamp, 1);

        await HeardTimes(lamp, 1);
        (await client.TakeAsync($"{Queue}_error")).Body.ShouldBe(garbage);
    }

    [Fact]
    public async Task A_plain_message_of_any_client_is_consumed_and_its_correlation_and_trace_are_carried_on()
    {
        await using var client = await BrokerClient.ConnectAsync(host.Service.BrokerUri);
        var (lamp, message) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        var properties = new BasicProperties { MessageId = message.ToString(), CorrelationId = "any text", Headers = new Dictionary<string, object?> { ["traceparent"] = trace } };
        await client.PublishAsync(Exchange, "", JsonSerializer.Serialize(new { lampId = lamp, times = 3, brightness = "Bright" }), properties);

        (await HeardTimes(lamp, 1))[0].ShouldBe((lamp, message, 3));
        var e = (await host.EventsAsync(DeterministicId.Of("echo", message.ToString()))).ShouldHaveSingleItem();
        e.CorrelationId.ShouldBe("any text");
        e.CausationId.ShouldBe(message.ToString());
        e.Headers!["traceparent"].ToString().ShouldBe(trace);
    }

    [Fact]
    public async Task A_consumer_that_fails_for_a_moment_is_tried_again_with_a_session_of_its_own()
    {
        var lamp = Guid.CreateVersion7();
        Heard.Failures[lamp] = 2;

        var message = await host.PublishAsync(lamp, 1);

        await HeardTimes(lamp, 1);
        Heard.Attempts[lamp].ShouldBe(3);
        (await host.EventsAsync(DeterministicId.Of("echo", message.ToString()))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_consumer_that_keeps_failing_gives_the_message_up_to_the_error_queue()
    {
        await using var client = await BrokerClient.ConnectAsync(host.Service.BrokerUri);
        var lamp = Guid.CreateVersion7();
        Heard.Failures[lamp] = int.MaxValue;

        await host.PublishAsync(lamp, 1);

        var (message, body) = await client.TakeAsync($"{Queue}_error");
        body.ShouldContain(lamp.ToString());
        Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["MT-Fault-Message"]!).ShouldBe("This lamp is broken.");
        Heard.Attempts[lamp].ShouldBe(7);
    }

    [Fact]
    public async Task A_consumer_may_take_many_messages_at_once()
    {
        var lamp = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(1, 60).Select(n => host.PublishAsync(lamp, n)));

        await HeardTimes(lamp, 60);
        await Eventually.Holds(() => Task.FromResult(Heard.Batches.DefaultIfEmpty().Max()), largest => largest > 5, "a batch holds more than five");
    }

    [Fact]
    public async Task Queues_of_consumers_are_quorum_queues_under_the_services_name()
    {
        foreach (var queue in new[] { Queue, "sample-count-in-batches" })
        {
            await using var client = await BrokerClient.ConnectAsync(host.Service.BrokerUri);
            var refused = await Should.ThrowAsync<OperationInterruptedException>(
                () => client.Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false));
            refused.Message.ShouldContain("quorum");
        }
    }

    [Fact]
    public async Task A_queue_that_lost_its_consumer_at_the_broker_gets_one_again()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build, ("Logging:LogLevel:Default", "None"));
        await using var client = await BrokerClient.ConnectAsync(service.BrokerUri);

        await client.Channel.QueueDeleteAsync(Queue);

        await Eventually.Holds(() => client.ConsumersAsync(Queue), consumers => consumers > 0, "the queue has a consumer again", TimeSpan.FromSeconds(60));
    }

    private Task<List<(Guid LampId, Guid? Id, int Times)>> HeardTimes(Guid lamp, int count) => Eventually.Holds(
        () => Task.FromResult(Heard.Messages.Where(m => m.LampId == lamp).ToList()), heard => heard.Count >= count, $"{count} messages are heard");

    public sealed class Host : IAsyncLifetime
    {
        public ServiceUnderTest Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Service = await ServiceUnderTest.StartAsync(SampleService.Build, ("Logging:LogLevel:Default", "None"));

        public ValueTask DisposeAsync() => Service.DisposeAsync();

        public async Task<Guid> PublishAsync(Guid lamp, int times)
        {
            var id = Guid.CreateVersion7();
            await Service.Services.GetRequiredService<IBus>().Publish(new V1.LampSwitched(lamp, times, V1.Brightness.Dim), context => context.MessageId = id);
            return id;
        }

        public async Task<IReadOnlyList<IEvent>> EventsAsync(Guid stream)
        {
            await using var session = Service.Services.GetRequiredService<DocumentStore>().LightweightSession();
            return await session.Events.FetchStreamAsync(stream);
        }
    }
}
