using System.Collections.Concurrent;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Fleet;
using Distribution.Testing.Platform;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>The played computers against the real service, the real gateway and a broker that confines them like any others.</summary>
public sealed class FleetTests(ConfinedBroker broker) : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new("fleet");
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(4));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Played_computers_enrol_take_their_instructions_and_report_how_they_ended(bool shared)
    {
        const int computers = 12;
        await using var gateway = await ServiceUnderTest.StartAsync(
            Proxy.Program.Build, ("Services:IdGroupPolicy", broker.Client.BaseAddress!.ToString()), ("RabbitMq:Uri", "none"));
        var options = new FleetOptions(
            gateway.Address, computers, await broker.Client.KeyAsync(uses: computers), shared ? await broker.ImpersonatorAsync() : null, 2, _data.Path,
            shared ? "shared" : "own", FailureRate: 0.5, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20), Until: computers, Software: 200);
        await using var channel = await broker.Administrator.CreateChannelAsync();
        var ended = await EndingsAsync(channel);
        var figures = new Figures();

        var playing = Fleet.Program.PlayAsync(options, figures, TextWriter.Null, _stop.Token);
        await Eventually.Holds(() => Task.FromResult(figures.Consuming), n => n == computers, "every computer consumes its queue");
        var ids = await broker.Client.SendAsync(HttpMethod.Get, "/computers?limit=1000");
        foreach (var computer in ids["items"]!.AsArray().Where(c => ((string)c!["name"]!).StartsWith(options.Name, StringComparison.Ordinal)))
        {
            var id = (Guid)computer!["id"]!;
            await Eventually.Holds(
                async () => (int)(await broker.Client.SendAsync(HttpMethod.Get, $"/computers/{id}/inventory"))["softwareCount"]!, count => count == 200, "its inventory is known",
                TimeSpan.FromMinutes(1));
            await InstructAsync(channel, id);
        }
        await playing;

        figures.Ended.ShouldBe(computers);
        await Eventually.Holds(() => Task.FromResult(ended.Count), n => n == computers, "every ending arrived");
        ended.Values.Count(state => state == ExecutionState.Succeeded).ShouldBe((int)figures.Succeeded);
    }

    [Fact]
    public async Task Computers_that_come_and_go_and_newcomers_carry_out_everything_once()
    {
        await using var gateway = await ServiceUnderTest.StartAsync(
            Proxy.Program.Build, ("Services:IdGroupPolicy", broker.Client.BaseAddress!.ToString()), ("RabbitMq:Uri", "none"));
        var options = new FleetOptions(
            gateway.Address, 6, await broker.Client.KeyAsync(uses: 1000), await broker.ImpersonatorAsync(), 2, _data.Path, "moving", FailureRate: 0, TimeSpan.FromMilliseconds(20),
            TimeSpan.FromMilliseconds(20), Until: null, Offline: new(0.5, TimeSpan.FromSeconds(2)), NewcomersPerMinute: 120);
        await using var channel = await broker.Administrator.CreateChannelAsync();
        var ended = await EndingsAsync(channel);
        var figures = new Figures();

        var playing = Fleet.Program.PlayAsync(options, figures, TextWriter.Null, _stop.Token);
        await Eventually.Holds(() => Task.FromResult(figures.Enrolments), n => n >= 10, "further ones have enrolled", TimeSpan.FromMinutes(1));
        await Eventually.Holds(() => Task.FromResult((On: figures.Consuming, All: figures.Enrolments)), n => n.On < n.All - 2 && n.On > 1, "some are off and some are on", TimeSpan.FromMinutes(1));
        var ids = (await broker.Client.SendAsync(HttpMethod.Get, "/computers?limit=1000"))["items"]!.AsArray()
            .Where(computer => ((string)computer!["name"]!).StartsWith("moving", StringComparison.Ordinal)).Select(computer => (Guid)computer!["id"]!).ToList();
        for (var round = 0; round < 3; round++)
            await Task.WhenAll(ids.Select(id => InstructAsync(channel, id)));
        await Eventually.Holds(() => Task.FromResult(ended.Count), n => n == 3 * ids.Count, "everything is carried out", TimeSpan.FromMinutes(2));
        await _stop.CancelAsync();
        await playing;
        ended.Values.ShouldAllBe(state => state == ExecutionState.Succeeded);
    }

    [Fact]
    public void A_computer_is_off_for_its_share_of_the_time()
    {
        var (pattern, random, isOff, off, switched) = (new OfflinePattern(0.25, TimeSpan.FromSeconds(30)), new Random(7), false, 0, 0);
        for (var second = 0; second < 200_000; second++)
        {
            if (pattern.Turns(isOff, TimeSpan.FromSeconds(1), random.NextDouble()))
                (isOff, switched) = (!isOff, switched + 1);
            off += isOff ? 1 : 0;
        }

        (off / 200_000.0).ShouldBeInRange(0.22, 0.28);
        (off / (switched / 2.0)).ShouldBeInRange(27, 33, "seconds at a time");
    }

    [Fact]
    public void A_hundred_computers_of_which_none_ever_fails_is_what_is_played_unless_said_otherwise() =>
        FleetOptions.Parse(["--server", "http://gateway", "--computers", "100"], _ => null).Options.ShouldNotBeNull().FailureRate.ShouldBe(0);

    [Theory]
    [InlineData("--computers", "0")]
    [InlineData("--computers", "100001")]
    [InlineData("--failure-rate", "1.1")]
    [InlineData("--server", "gateway")]
    [InlineData("--colour", "red")]
    [InlineData("--until", "soon")]
    [InlineData("--offline-share", "1")]
    [InlineData("--newcomers-per-minute", "5")]
    public void What_cannot_be_played_is_refused(string option, string value) =>
        FleetOptions.Parse(["--server", "http://gateway", "--computers", "100", option, value], _ => null).Fault.ShouldNotBeNull();

    [Fact]
    public void Percentiles_are_right_to_a_twentieth()
    {
        var latencies = new Latencies();
        foreach (var milliseconds in Enumerable.Range(1, 1000))
            latencies.Add(TimeSpan.FromMilliseconds(milliseconds));
        latencies.Percentile(0.5)!.Value.TotalMilliseconds.ShouldBeInRange(475, 525);
        latencies.Percentile(0.99)!.Value.TotalMilliseconds.ShouldBeInRange(940, 1040);
        new Latencies().Percentile(0.5).ShouldBeNull();
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<ConcurrentDictionary<Guid, ExecutionState>> EndingsAsync(IChannel channel)
    {
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, AgentQueue.ReportExchange, AgentQueue.EveryReport);
        var (endings, consumer) = (new ConcurrentDictionary<Guid, ExecutionState>(), new AsyncEventingBasicConsumer(channel));
        consumer.ReceivedAsync += (_, delivery) =>
        {
            delivery.BasicProperties.UserId.ShouldBe(AgentQueue.ComputerOf(delivery.RoutingKey)!.Value.ToString("D"));
            if (delivery.BasicProperties.Type == "urn:message:Distribution.Contracts.Agents.V1:ExecutionFinished")
            {
                var finished = JsonSerializer.Deserialize<ExecutionFinished>(delivery.Body.Span, AsOnTheBus)!;
                // A computer that is switched off before the broker has confirmed says it again.
                endings.GetOrAdd(finished.ExecutionId, finished.State).ShouldBe(finished.State);
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return endings;
    }

    private static async Task InstructAsync(IChannel channel, Guid computer)
    {
        var action = new ActionInstruction(
            1, ActionKind.Install, "tool", Guid.NewGuid(), 1, new ContentReference(new string('0', 64), 1000, "tool.deb", "/api/contents/0"),
            "install {file}", "tool", "1.0", null, 60);
        var task = new ExecuteTask(Guid.NewGuid(), Guid.NewGuid(), computer, 1, "Tools for all", [action], null, null, true);
        const string type = "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask";
        var body = JsonSerializer.SerializeToUtf8Bytes(task, AsOnTheBus);
        using var key = LocalKeys.OfThisProcess.KeyOf(TrustRoles.Tasks);
        var headers = new Dictionary<string, object?>(MessageSignature.Of(key, computer, type, DateTimeOffset.UtcNow, body).Headers);
        var properties = new BasicProperties { Type = type, Persistent = true, Headers = headers };
        await channel.BasicPublishAsync(AgentQueue.Exchange, AgentQueue.RoutingKey(computer), mandatory: true, properties, body);
    }

    private static readonly JsonSerializerOptions AsOnTheBus = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };
}
