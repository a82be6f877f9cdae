using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.Testing.Platform;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Tests.World;

/// <summary>The test plays a computer: takes instructions from its queue and reports.</summary>
internal sealed class PlayedAgent
{
    private readonly IChannel _channel;

    private PlayedAgent(IChannel channel, Guid id) => (_channel, Id) = (channel, id);

    public Guid Id { get; }

    /// <summary>Correlation id of the last instruction.</summary>
    public string? Correlation { get; private set; }

    public static async Task<PlayedAgent> CreateAsync(IConnection connection, Guid id, bool withQueue)
    {
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var agent = new PlayedAgent(channel, id);
        if (withQueue)
            await agent.DeclareQueueAsync();
        return agent;
    }

    public async Task DeclareQueueAsync()
    {
        await _channel.QueueDeclareAsync(AgentQueue.NameFor(Id), true, false, false, AgentQueue.Arguments.ToDictionary());
        await _channel.QueueBindAsync(AgentQueue.NameFor(Id), AgentQueue.Exchange, AgentQueue.RoutingKey(Id));
    }

    /// <summary>Waits for the next instruction.</summary>
    public async Task<T> Receives<T>()
        where T : class
    {
        var got = await Eventually.Holds(
            async () => await _channel.BasicGetAsync(AgentQueue.NameFor(Id), autoAck: true), got => got is not null, $"a {typeof(T).Name} for {Id}");
        got!.BasicProperties.Type.ShouldBe($"urn:message:{typeof(T).FullName!.Replace($".{typeof(T).Name}", $":{typeof(T).Name}", StringComparison.Ordinal)}");
        // As every agent judges what it gets.
        LocalKeys.OfThisProcess.Judge(Id, got.BasicProperties.Type!, got.BasicProperties.Headers, got.Body.Span).Trust.ShouldBe(MessageTrust.Trusted);
        Correlation = got.BasicProperties.CorrelationId;
        return JsonSerializer.Deserialize<T>(got.Body.Span, HouseJson.Options)!;
    }

    /// <summary>Waits for the next message and gives it back, as an agent does that cannot read it; answers its body.</summary>
    public async Task<byte[]> CannotRead()
    {
        var got = await Eventually.Holds(async () => await _channel.BasicGetAsync(AgentQueue.NameFor(Id), autoAck: false), got => got is not null, $"a message for {Id}");
        await _channel.BasicRejectAsync(got!.DeliveryTag, requeue: false);
        return got.Body.ToArray();
    }

    /// <summary>Lays a message into the computer's queue.</summary>
    public async Task IsSent(byte[] body, string type) => await _channel.BasicPublishAsync(
        AgentQueue.Exchange, AgentQueue.RoutingKey(Id), true, new BasicProperties { Type = type, MessageId = Guid.NewGuid().ToString(), Persistent = true }, body);

    /// <summary>Whether nothing lies in the queue.</summary>
    public async Task HasNothing() => (await _channel.MessageCountAsync(AgentQueue.NameFor(Id))).ShouldBe(0u);

    public Task Reports(object report) => Reports(report, AgentQueue.ReportRoutingKey(Id));

    public Task Reports(object report, string routingKey) => Sends(
        JsonSerializer.SerializeToUtf8Bytes(report, report.GetType(), HouseJson.Options),
        $"urn:message:Distribution.Contracts.Agents.V1:{report.GetType().Name}", routingKey);

    public async Task Sends(byte[] body, string type, string? routingKey = null) => await _channel.BasicPublishAsync(
        AgentQueue.ReportExchange, routingKey ?? AgentQueue.ReportRoutingKey(Id), false,
        new BasicProperties { Type = type, MessageId = Guid.NewGuid().ToString(), Persistent = true, CorrelationId = Correlation }, body);

    /// <summary>Carries an instruction out as it was meant, action by action.</summary>
    public async Task CarriesOut(ExecuteTask task, ActionOutcome outcome = ActionOutcome.Succeeded)
    {
        foreach (var report in StoryOf(task, outcome))
            await Reports(report);
    }

    /// <summary>What an agent reports of one instruction, in order.</summary>
    public static IReadOnlyList<object> StoryOf(ExecuteTask task, ActionOutcome outcome)
    {
        var (id, attempt, now) = (task.ExecutionId, task.Attempt, DateTimeOffset.UtcNow);
        var story = new List<object> { new InstructionAccepted(id, attempt, now), new TransferStarted(id, attempt, 1_000, now), new TransferFinished(id, attempt, 1_000, now) };
        foreach (var action in task.Actions)
        {
            story.Add(new ActionStarted(id, attempt, action.Number, now));
            story.Add(new ActionFinished(
                id, attempt, action.Number, outcome, outcome == ActionOutcome.Succeeded ? 0 : 3, "output", outcome == ActionOutcome.Succeeded ? null : "Exit code 3.", now, now));
        }

        var end = outcome == ActionOutcome.Succeeded ? ExecutionState.Succeeded : ExecutionState.Failed;
        story.Add(new ExecutionFinished(id, attempt, end, outcome == ActionOutcome.Succeeded ? null : "Exit code 3.", now));
        return story;
    }
}
