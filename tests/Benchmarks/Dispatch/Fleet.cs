using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.EventStore;
using Distribution.TaskScheduling.Destinations;
using Distribution.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>The task room on private servers, with as many computers known, and queues declared, as are asked for.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;

    // About 110 kB for each queue that holds something: 100,000 are more than a node of the tests may take.
    private const long BrokerMemory = 18L << 30;
    private readonly PrivateRabbitMq _broker;
    private IConnection? _computers;

    private Fleet(PrivateRabbitMq broker, ServiceUnderTest service, IReadOnlyList<Guid> computers, IConnection connection) =>
        (_broker, Service, Computers, Connection, _database) = (broker, service, computers, connection, NpgsqlDataSource.Create(service.ConnectionString));

    public ServiceUnderTest Service { get; }

    public IReadOnlyList<Guid> Computers { get; }

    public IConnection Connection { get; }

    /// <param name="queues">Whether each computer has a queue of its own; otherwise one queue takes all instructions.</param>
    public static async Task<Fleet> GatherAsync(int computers, bool queues)
    {
        var broker = await PrivateRabbitMq.StartAsync(new RabbitMqOptions
        {
            MemoryLimit = BrokerMemory,
            // Else it begins at half of that to write out what lies in the queues.
            Configuration = ["vm_memory_high_watermark_paging_ratio = 0.95"],
        });
        var service = await ServiceUnderTest.StartAsync(TaskScheduling.Program.Build, ("RabbitMq:Uri", (await broker.VirtualHostAsync("fleet")).ToString()));
        await Eventually.Holds(
            async () => (await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode, status => status == HttpStatusCode.OK, "the service is ready");
        var connection = await new ConnectionFactory { Uri = service.BrokerUri }.CreateConnectionAsync();
        var fleet = new Fleet(broker, service, [.. Enumerable.Range(0, computers).Select(_ => Guid.CreateVersion7())], connection);
        await Eventually.Holds(fleet.HasTopologyAsync, has => has, "the exchanges are there");
        await fleet.LearnComputersAsync();
        Say($"{computers:N0} computers are known");
        await fleet.DeclareQueuesAsync(queues);
        Say("their queues are bound");
        if (queues && MustTake(computers))
            await fleet.TakeInstructionsAsync();
        return fleet;
    }

    /// <summary>How far a run is that takes long.</summary>
    public static void Say(string what) => Console.WriteLine($"  {DateTime.Now:HH:mm:ss} {what}");

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

    public async Task<long> ScalarAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is long value ? value : 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_computers is not null)
            await _computers.DisposeAsync();
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

    // A queue keeps two files open for as long as it holds anything. Where this machine lets a process have too few, all computers are
    // there and take their instructions as agents do, in the ceiling's turn too; else all are away, and everything stays in the queues.
    private static bool MustTake(int queues)
    {
        if (queues * 2 <= MostOpenFiles() - 5_000)
            return false;
        Console.WriteLine($"The computers take their instructions: {queues:N0} queues that keep theirs need more open files than {MostOpenFiles():N0}.");
        return true;
    }

    private static long MostOpenFiles() => !OperatingSystem.IsLinux() ? long.MaxValue
        : File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..] && long.TryParse(soft, out var most) ? most : long.MaxValue;

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

    private async Task TakeInstructionsAsync()
    {
        _computers = await new ConnectionFactory { Uri = Service.BrokerUri }.CreateConnectionAsync();
        await Task.WhenAll(Computers.Chunk((Computers.Count / 8) + 1).Select(async some =>
        {
            var channel = await _computers.CreateChannelAsync();
            var consumer = new AsyncEventingBasicConsumer(channel);
            var taken = 0;
            consumer.ReceivedAsync += async (_, e) =>
            {
                if (++taken % 50 == 0)
                    await channel.BasicAckAsync(e.DeliveryTag, multiple: true);
            };
            foreach (var computer in some)
                await channel.BasicConsumeAsync(AgentQueue.NameFor(computer), autoAck: false, consumer);
        }));
    }
}
