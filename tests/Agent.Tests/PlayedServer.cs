using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Distribution.Agent.Connections;
using Distribution.Contracts;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Testing.Platform;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.Agent.Tests;

/// <summary>One report as it arrived.</summary>
internal sealed record Arrived(string MessageId, string Type, string? User, string? CorrelationId, string RoutingKey, JsonElement Body)
{
    public string Kind => Type[(Type.LastIndexOf(':') + 1)..];

    /// <summary>Empty for what is about no execution.</summary>
    public Guid ExecutionId => Body.TryGetProperty("executionId", out var id) ? id.GetGuid() : Guid.Empty;

    public string Text(string property) => Body.GetProperty(property).ToString();
}

/// <summary>The test plays the server for one computer: a real broker with its real queue, and a gateway that serves content.</summary>
internal sealed class PlayedServer : IAsyncDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly Lazy<Task> mayVouch = new(async () =>
        await (await PrivateRabbitMq.SharedAsync()).ControlAsync("set_user_tags", "distribution", "administrator", "impersonator"));

    /// <summary>The services' keys.</summary>
    public static IReadOnlyDictionary<string, SigningKey> Keys { get; } = TrustRoles.All.ToDictionary(role => role, LocalKeys.OfThisProcess.KeyOf);

    /// <summary>The queue of what the computer says when it has connected.</summary>
    public const string Contacts = "contacts";

    private readonly ConcurrentQueue<Arrived> arrived = new();
    private readonly ConcurrentQueue<Arrived> inventories = new();
    private readonly ConcurrentQueue<Arrived> contacts = new();
    private readonly Uri broker;
    private IConnection? connection;
    private IChannel? channel;

    private PlayedServer(Uri broker, PlayedGateway gateway) => (this.broker, Gateway) = (broker, gateway);

    public Guid ComputerId { get; } = Guid.CreateVersion7();

    public PlayedGateway Gateway { get; }

    public string VirtualHost => Uri.UnescapeDataString(broker.AbsolutePath[1..]);

    /// <summary>Every report that arrived, the first of each message id, in order.</summary>
    public IReadOnlyList<Arrived> Reports => [.. arrived.DistinctBy(report => report.MessageId)];

    /// <summary>What the computer refused and no execution tells of.</summary>
    public IReadOnlyList<Arrived> Findings => [.. contacts.Where(contact => contact.Kind == "SecurityFinding").DistinctBy(contact => contact.MessageId)];

    /// <summary>What the computer said that it consists of, in order.</summary>
    public IReadOnlyList<Arrived> Inventories => [.. inventories];

    public IReadOnlyList<Arrived> Deliveries => [.. arrived];

    public static async Task<PlayedServer> StartAsync(string name, Uri? virtualHost = null)
    {
        if (virtualHost is null)
            await mayVouch.Value;
        var server = new PlayedServer(virtualHost ?? await PrivateRabbitMq.CreateVirtualHostAsync(name), await PlayedGateway.StartAsync());
        await server.ConnectAsync();
        server.Gateway.Identity = server.Identity();
        return server;
    }

    /// <summary>As the administrator, who may vouch for the computer on this broker.</summary>
    /// <param name="tlsPort">Where TLS stands in front of the broker; null is the broker itself.</param>
    public EnrolmentAnswer Identity(int? tlsPort = null)
    {
        var user = broker.UserInfo.Split(':');
        var address = tlsPort is null ? $"amqp://{broker.Authority}" : $"amqps://127.0.0.1:{tlsPort}";
        return new(ComputerId, Uri.UnescapeDataString(user[1]), new($"{address}{broker.AbsolutePath}", Uri.UnescapeDataString(user[0]), AgentQueue.NameFor(ComputerId)));
    }

    public async Task ConnectAsync()
    {
        connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        foreach (var exchange in AgentQueue.Exchanges)
            await channel.ExchangeDeclareAsync(exchange.Name, exchange.Type, durable: true, arguments: exchange.Arguments.ToDictionary());
        foreach (var queue in AgentQueue.UndeliveredQueues)
        {
            await channel.QueueDeclareAsync(queue.Name, true, false, false, queue.Arguments.ToDictionary());
            await channel.QueueBindAsync(queue.Name, queue.BoundTo, "");
        }
        await DeclareComputersQueueAsync();
        await channel.QueueDeclareAsync("reports", true, false, false);
        await channel.QueueBindAsync("reports", AgentQueue.ReportExchange, AgentQueue.EveryReport);
        await channel.QueueDeclareAsync(Contacts, true, false, false);
        await channel.QueueBindAsync(Contacts, AgentQueue.ReportExchange, AgentQueue.EveryContact);
        // Beside the contacts: a queue of its own, since those are taken one by one.
        await channel.QueueDeclareAsync("findings", true, false, false);
        await channel.QueueBindAsync("findings", AgentQueue.ReportExchange, AgentQueue.EveryContact);
        await channel.QueueDeclareAsync("inventories", true, false, false);
        await channel.QueueBindAsync("inventories", AgentQueue.ReportExchange, AgentQueue.EveryInventory);
        await ConsumeAsync("reports", arrived);
        await ConsumeAsync("inventories", inventories);
        await ConsumeAsync("findings", contacts);
    }

    private async Task ConsumeAsync(string queue, ConcurrentQueue<Arrived> into)
    {
        var consumer = new AsyncEventingBasicConsumer(channel!);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            into.Enqueue(Read(delivery.BasicProperties, delivery.RoutingKey, delivery.Body.Span));
            await channel!.BasicAckAsync(delivery.DeliveryTag, false);
        };
        await channel!.BasicConsumeAsync(queue, false, consumer);
    }

    public async Task DeclareComputersQueueAsync()
    {
        await channel!.QueueDeclareAsync(AgentQueue.NameFor(ComputerId), true, false, false, AgentQueue.Arguments.ToDictionary());
        await channel.QueueBindAsync(AgentQueue.NameFor(ComputerId), AgentQueue.Exchange, AgentQueue.RoutingKey(ComputerId));
    }

    public Task DeleteComputersQueueAsync() => channel!.QueueDeleteAsync(AgentQueue.NameFor(ComputerId));

    /// <summary>What the computer says when it has connected, each once.</summary>
    public async Task<Arrived> NextContactAsync(TimeSpan? limit = null)
    {
        var contact = await Eventually.Holds(() => channel!.BasicGetAsync(Contacts, autoAck: true), got => got is not null, "the computer says that it is connected", limit);
        return Read(contact!.BasicProperties, contact.RoutingKey, contact.Body.Span);
    }

    /// <summary>Sends a message as the platform does: signed by the key of its role.</summary>
    public Task SendAsync<T>(T message) => SendRawAsync($"urn:message:{typeof(T).Namespace}:{typeof(T).Name}", JsonSerializer.Serialize(message, Json));

    /// <summary>The same for any text.</summary>
    public Task SendRawAsync(string type, string body) =>
        SendRawAsync(type, body, Signed(type, body));

    /// <summary>What a message's signature is, if nothing is wrong with it.</summary>
    public MessageSignature Signed(string type, string body, DateTimeOffset? issuedAt = null) => MessageSignature.Of(
        Keys[TrustRoles.ForMessage(type) ?? TrustRoles.Tasks], ComputerId, type, issuedAt ?? DateTimeOffset.UtcNow, Encoding.UTF8.GetBytes(body));

    /// <summary>The same as whoever has the broker can: with any signature, or none.</summary>
    public async Task SendRawAsync(string type, string body, MessageSignature? signature, int rootVersion = 1) => await channel!.BasicPublishAsync(
        AgentQueue.Exchange, AgentQueue.RoutingKey(ComputerId), mandatory: true,
        new BasicProperties
        {
            Persistent = true,
            Type = type,
            ContentType = "application/json",
            MessageId = Guid.NewGuid().ToString(),
            CorrelationId = "the-request",
            Headers = new Dictionary<string, object?>(signature?.Headers ?? []) { [MessageSignature.RootHeader] = $"{rootVersion}", ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
        },
        Encoding.UTF8.GetBytes(body));

    /// <summary>A task of these actions for the computer, new and due.</summary>
    public ExecuteTask Task(params ActionInstruction[] actions) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), ComputerId, 1, "Office", actions, null, null, true);

    public ContentReference Content(string fileName, byte[] content)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        Gateway.Contents[sha256] = content;
        return new(sha256, content.Length, fileName, $"/api/contents/{sha256}");
    }

    public Task<Arrived> FinalOf(ExecuteTask task, TimeSpan? limit = null) => Report(task, "ExecutionFinished", limit);

    public async Task<Arrived> Report(ExecuteTask task, string kind, TimeSpan? limit = null) => (await Eventually.Holds(
        () => System.Threading.Tasks.Task.FromResult(Of(task).FirstOrDefault(report => report.Kind == kind)),
        report => report is not null, $"{kind} of {task.TaskName}; so far: {string.Join(", ", Of(task).Select(report => report.Kind))}", limit))!;

    public IReadOnlyList<Arrived> Of(ExecuteTask task) =>
        [.. Reports.Where(report => report.ExecutionId == task.ExecutionId && report.Text("attempt") == $"{task.Attempt}")];

    private static Arrived Read(IReadOnlyBasicProperties properties, string routingKey, ReadOnlySpan<byte> body) => new(
        properties.MessageId!, properties.Type!, properties.UserId, properties.CorrelationId, routingKey, JsonSerializer.Deserialize<JsonElement>(body));

    public async ValueTask DisposeAsync()
    {
        if (connection is { IsOpen: true })
            await connection.CloseAsync(TimeSpan.FromSeconds(5));
        await Gateway.DisposeAsync();
    }
}
