using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Distribution.EventStore;
using Distribution.ServiceDefaults.Tests.Sample;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;

namespace Distribution.ServiceDefaults.Tests;

public sealed class PublisherTests
{
    private const string Switched = "Distribution.Contracts.Sample.V1:LampSwitched";

    [Fact]
    public async Task What_was_published_and_not_noted_is_published_again_with_the_same_ids()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build);
        var lamp = await SwitchAsync(service, 20);
        var heard = service.Services.GetRequiredService<Heard>();
        await Eventually.Holds(() => Task.FromResult(heard.Messages.Count), n => n == 20, "20 messages are heard");
        await service.StopAsync();

        // The state that a kill -9 leaves between the broker's confirmation and the note of it.
        await ExecuteAsync(service, $"update mt_event_progression set last_seq_id = (select seq_id from mt_events where stream_id = '{lamp}' and version = 5) where name = 'EventPublisher:All'");
        await service.StartAgainAsync();

        var again = service.Services.GetRequiredService<Heard>();
        await Eventually.Holds(() => Task.FromResult(again.Messages.Count), n => n == 16, "messages of the lamp's events 6 to 21 are heard again");
        again.Messages.Select(m => m.Id).ShouldBeSubsetOf(heard.Messages.Select(m => m.Id));
        (await ScalarAsync(service, $"select count(*) from mt_events where type = 'echo_heard' and data ->> 'LampId' = '{lamp}'")).ShouldBe(20);
        await service.ShouldHoldNoFailuresAsync();
    }

    [Fact]
    public async Task A_message_says_in_plain_words_what_it_is_and_where_it_comes_from()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build);
        await using var client = await BrokerClient.ConnectAsync(service.BrokerUri);
        await client.Channel.QueueDeclareAsync("ear", durable: true, exclusive: false, autoDelete: false);
        await Eventually.Holds(() => HasExchangeAsync(service, Switched), there => there, "the service has declared its exchange");
        await client.Channel.QueueBindAsync("ear", Switched, "");
        service.Client.DefaultRequestHeaders.Add("X-Request-Id", "request 7".Replace(' ', '-'));
        service.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var lamp = await SwitchAsync(service, 1);

        var (message, body) = await client.TakeAsync("ear");
        JsonNode.Parse(body)!.ToJsonString().ShouldBe(new JsonObject { ["lampId"] = lamp, ["times"] = 1, ["brightness"] = "Bright" }.ToJsonString());
        var properties = message.BasicProperties;
        properties.ContentType.ShouldBe("application/json");
        properties.Type.ShouldBe("urn:message:Distribution.Contracts.Sample.V1:LampSwitched");
        properties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
        properties.CorrelationId.ShouldBe("request-7");
        Guid.Parse(properties.MessageId!).ShouldBe(await EventIdAsync(service, lamp, version: 2));
        Text(properties, "traceparent").ShouldContain("0af7651916cd43dd8448eb211c80319c");
        Text(properties, "MT-MessageType").ShouldBe(properties.Type, "else every consumer of a queue takes it for a message of its own");
        Text(properties, "cloudEvents:source").ShouldBe("/sample");
        Text(properties, "cloudEvents:specversion").ShouldBe("1.0");
    }

    [Fact]
    public async Task Lines_of_one_kind_go_out_together_in_the_order_of_the_log_and_not_too_many_at_once()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build);
        await using var client = await BrokerClient.ConnectAsync(service.BrokerUri);
        // Nobody in the service listens to it: the publisher, or whoever is first, declares the exchange.
        await client.Channel.ExchangeDeclareAsync("Distribution.Contracts.Sample.V1:LampDimmed", RabbitMQ.Client.ExchangeType.Fanout, durable: true);
        await client.Channel.QueueDeclareAsync("ear", durable: true, exclusive: false, autoDelete: false);
        await client.Channel.QueueBindAsync("ear", "Distribution.Contracts.Sample.V1:LampDimmed", "");
        var lamp = await SwitchAsync(service, 1);
        service.Client.DefaultRequestHeaders.Add("X-Request-Id", "dimming");
        (await service.Client.PostAsync(new Uri($"/lamps/{lamp}/dim?times=1200", UriKind.Relative), null)).EnsureSuccessStatusCode();

        var (levels, ids) = (new List<int>(), new HashSet<string>());
        while (levels.Count < 1_200)
        {
            var (message, body) = await client.TakeAsync("ear");
            var told = JsonNode.Parse(body)!["levels"]!.AsArray().Select(level => (int)level!).ToList();
            told.Count.ShouldBeLessThanOrEqualTo(500);
            told.ShouldBe(told.Order());
            levels.AddRange(told);
            ids.Add(message.BasicProperties.MessageId!).ShouldBeTrue();
            message.BasicProperties.CorrelationId.ShouldBe("dimming");
        }

        levels.Order().ShouldBe(Enumerable.Range(1, 1_200));
        ids.Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_correlation_begun_by_a_request_is_on_the_event_of_the_last_consumer()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build);
        service.Client.DefaultRequestHeaders.Add("X-Request-Id", "begun-here");
        service.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var lamp = await SwitchAsync(service, 1);

        var cause = await EventIdAsync(service, lamp, version: 2);
        var stream = DeterministicId.Of("echo", cause.ToString());
        var echo = (await Eventually.Holds(() => EventsAsync(service, stream), events => events.Count == 1, "the echo is heard"))[0];
        echo.CorrelationId.ShouldBe("begun-here");
        echo.CausationId.ShouldBe(cause.ToString());
        echo.Headers.ShouldNotBeNull()["traceparent"].ToString().ShouldNotBeNull().ShouldContain("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public async Task Five_thousand_events_survive_a_broker_that_is_killed_in_the_middle()
    {
        await using var broker = await PrivateRabbitMq.StartAsync();
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build, ("RabbitMq:Uri", broker.UriOf().ToString()), ("Logging:LogLevel:Default", "None"));
        // The broker writes down which quorum queues there are only when it has had half a second of rest: killed before that, it comes back
        // with a queue that is empty and finds no leader. This is about messages, so the queues are made safe by an orderly end.
        await Eventually.Holds(() => ReadinessAsync(service), s => s == "Healthy", "the service has its queues");
        await broker.StopAsync();
        await broker.StartAgainAsync();
        await Eventually.Holds(() => ReadinessAsync(service), s => s == "Healthy", "the service has them again");
        await using (var session = service.Services.GetRequiredService<DocumentStore>().LightweightSession())
        {
            var lamp = Guid.CreateVersion7();
            session.Events.StartStream<Lamp>(lamp, [new LampInstalled(lamp, "many"), .. Enumerable.Range(1, 5_000).Select(n => new LampSwitched(lamp, n))]);
            await session.SaveChangesAsync();
        }

        var heard = service.Services.GetRequiredService<Heard>();
        await Eventually.Holds(() => Task.FromResult(heard.Messages.Count), n => n > 500, "the first messages are heard");
        await broker.KillAsync();
        await Eventually.Holds(() => ReadinessAsync(service), s => s == "Unhealthy", "the readiness says that the broker is away");
        await broker.StartAgainAsync();

        await Eventually.Holds(
            () => Task.FromResult(heard.Messages.Select(m => m.Times).Distinct().Count()), n => n == 5_000, "every message is heard", TimeSpan.FromSeconds(150));
        await Eventually.Holds(() => ReadinessAsync(service), s => s == "Healthy", "the service is ready again");
        (await ScalarAsync(service, "select count(*) from mt_events where type = 'echo_heard'")).ShouldBe(5_000);
        await broker.Queues.ShouldHoldNoFailuresAsync("/");
    }

    internal static async Task<string> ReadinessAsync(ServiceUnderTest service)
    {
        using var answer = await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["status"]!;
    }

    internal static async Task<Guid> SwitchAsync(ServiceUnderTest service, int times)
    {
        var id = Guid.CreateVersion7();
        (await service.Client.PostAsJsonAsync(new Uri("/lamps", UriKind.Relative), new { id, name = "lamp" })).EnsureSuccessStatusCode();
        (await service.Client.PostAsync(new Uri($"/lamps/{id}/switch?times={times}", UriKind.Relative), null)).EnsureSuccessStatusCode();
        return id;
    }

    private static string Text(IReadOnlyBasicProperties properties, string header) => System.Text.Encoding.UTF8.GetString((byte[])properties.Headers![header]!);

    private static async Task<IReadOnlyList<IEvent>> EventsAsync(ServiceUnderTest service, Guid stream)
    {
        await using var session = service.Services.GetRequiredService<DocumentStore>().LightweightSession();
        return await session.Events.FetchStreamAsync(stream);
    }

    private static async Task<Guid> EventIdAsync(ServiceUnderTest service, Guid stream, long version) =>
        (await EventsAsync(service, stream)).Single(e => e.Version == version).Id;

    private static async Task<bool> HasExchangeAsync(ServiceUnderTest service, string exchange)
    {
        await using var client = await BrokerClient.ConnectAsync(service.BrokerUri);
        try
        {
            await client.Channel.ExchangeDeclarePassiveAsync(exchange);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(ServiceUnderTest service, string sql)
    {
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = database.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private static async Task<long> ScalarAsync(ServiceUnderTest service, string sql)
    {
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
