using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>The task room on private servers, with as many computers known, and queues declared, as are asked for.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;

    // 58 kB for each queue (broker): 100,000 are more than a node of the tests may take.
    private const long BrokerMemory = 12L << 30;
    private readonly PrivateRabbitMq _broker;

    private Fleet(PrivateRabbitMq broker, ServiceUnderTest service, IReadOnlyList<Guid> computers, IConnection connection) =>
        (_broker, Service, Computers, Connection, _database) = (broker, service, computers, connection, NpgsqlDataSource.Create(service.ConnectionString));

    public ServiceUnderTest Service { get; }

    public IReadOnlyList<Guid> Computers { get; }

    public IConnection Connection { get; }

    /// <param name="queues">Whether each computer has a queue of its own; otherwise one queue takes all instructions.</param>
    public static async Task<Fleet> GatherAsync(int computers, bool queues)
    {
        var broker = await PrivateRabbitMq.StartAsync(new RabbitMqOptions { MemoryLimit = BrokerMemory });
        var service = await ServiceUnderTest.StartAsync(TaskScheduling.Program.Build, ("RabbitMq:Uri", (await broker.VirtualHostAsync("fleet")).ToString()));
        await Eventually.Holds(
            async () => (await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode, status => status == HttpStatusCode.OK, "the service is ready");
        var connection = await new ConnectionFactory { Uri = service.BrokerUri }.CreateConnectionAsync();
        var fleet = new Fleet(broker, service, [.. Enumerable.Range(0, computers).Select(_ => Guid.CreateVersion7())], connection);
        await Eventually.Holds(fleet.HasTopologyAsync, has => has, "the exchanges are there");
        await fleet.LearnComputersAsync();
        await fleet.DeclareQueuesAsync(queues);
        return fleet;
    }

    /// <summary>Creates a task for some computers, or for all; answers its id and how long the answer took.</summary>
    public async Task<(Guid Task, TimeSpan Answered)> CreateTaskAsync(IReadOnlyList<Guid>? computers = null)
    {
        var command = new
        {
            name = "Everywhere",
            actions = new[] { new { kind = "Run", command = "true" } },
            destinations = new { computerIds = computers ?? Computers },
        };
        var watch = Stopwatch.StartNew();
        using var answer = await Service.Client.PostAsJsonAsync("/tasks", command);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return ((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid(), watch.Elapsed);
    }

    /// <summary>Waits until the task's executions are all written and all that the log says is confirmed by the broker.</summary>
    public async Task IssuedAsync(Guid task)
    {
        await Eventually.Holds(
            () => Service.Client.GetFromJsonAsync<JsonElement>($"/tasks/{task}"), t => t.GetProperty("issued").GetBoolean(), "the task is issued", TimeSpan.FromMinutes(15));
        var last = await ScalarAsync("select max(seq_id) from mt_events");
        await Eventually.Holds(
            () => ScalarAsync("select last_seq_id from mt_event_progression where name like 'EventPublisher%'"), seen => seen >= last, "all is published", TimeSpan.FromMinutes(15));
    }

    public async Task AppendAsync(Guid stream, object happened)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        session.Events.Append(stream, happened);
        await session.SaveChangesAsync();
    }

    public async Task<long> ScalarAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is long value ? value : 0;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _database.DisposeAsync();
        await Service.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private async Task<bool> HasTopologyAsync()
    {
        try
        {
            await using var channel = await Connection.CreateChannelAsync();
            await channel.ExchangeDeclarePassiveAsync(AgentQueue.Exchange);
            await channel.QueueDeclarePassiveAsync("task-scheduling.agent-reports");
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    private async Task LearnComputersAsync()
    {
        foreach (var page in Computers.Chunk(1_000))
        {
            await using var scope = Service.Services.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
            foreach (var computer in page)
                session.Events.StartStream<KnownComputer>(KnownComputer.IdFor(computer), KnownComputer.Learn(null, computer, 1, $"pc-{computer}", "linux", "x64"));
            await session.SaveChangesAsync();
        }
    }

    private async Task DeclareQueuesAsync(bool each) => await Task.WhenAll(Computers.Chunk((Computers.Count / 8) + 1).Select(async some =>
    {
        await using var channel = await Connection.CreateChannelAsync();
        foreach (var computer in some)
        {
            var queue = each ? AgentQueue.NameFor(computer) : "every-computer";
            if (each || computer == some[0])
                await channel.QueueDeclareAsync(queue, true, false, false, each ? AgentQueue.Arguments.ToDictionary() : null);
            await channel.QueueBindAsync(queue, AgentQueue.Exchange, AgentQueue.RoutingKey(computer));
        }
    }));
}

/// <summary>What the bare client does with the same bodies and routing keys: pipelined, confirmed, a window of 1,000.</summary>
internal static class BareClient
{
    /// <summary>Publishes one body per routing key; the rate per second.</summary>
    public static async Task<double> PublishAsync(IConnection connection, string exchange, IReadOnlyList<(string Key, string Type, byte[] Body)> messages)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(messages.Chunk((messages.Count / 2) + 1).Select(async some =>
        {
            var window = new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 500, QueueLimit = int.MaxValue });
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, window));
            await Task.WhenAll(some.Select(message => channel.BasicPublishAsync(
                exchange, message.Key, true, new BasicProperties { Persistent = true, Type = message.Type, ContentType = "application/json" }, message.Body).AsTask()));
        }));
        return messages.Count / watch.Elapsed.TotalSeconds;
    }

    public static byte[] Json(object message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), HouseJson.Options);
}
