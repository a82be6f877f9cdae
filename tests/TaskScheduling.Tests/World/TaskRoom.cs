using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.EventStore;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Tests.World;

/// <summary>The whole service on a database and a virtual host of its own, and what the other rooms would tell it.</summary>
public sealed class TaskRoom : IAsyncLifetime
{
    private ServiceUnderTest? _service;
    private IConnection? _connection;

    internal ServiceUnderTest Service => _service!;

    internal HttpClient Client => Service.Client;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceUnderTest.StartAsync(Program.Build);
        await Eventually.Holds(
            async () => (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode, status => status == HttpStatusCode.OK, "the service is ready");
        _connection = await new ConnectionFactory { Uri = Service.BrokerUri }.CreateConnectionAsync();
        await Eventually.Holds(HasReportsQueueAsync, there => there, "the service has declared its queues");
    }

    public async ValueTask DisposeAsync()
    {
        await Service.ShouldHoldNoFailuresAsync();
        await _connection!.DisposeAsync();
        await Service.DisposeAsync();
    }

    internal async Task Says(params object[] messages)
    {
        var bus = Service.Services.GetRequiredService<IBus>();
        foreach (var message in messages)
            await bus.Publish(message, message.GetType());
    }

    /// <summary>A package that the service knows.</summary>
    internal async Task<Guid> Package(Guid? id = null, long version = 1, string name = "Editor")
    {
        var package = id ?? Guid.CreateVersion7();
        await Says(new PackageRegistered(
            package, version,
            new PackageDefinition(
                name, "2.1", PackageKind.Software, "editor_2.1.deb", new string('a', 64), 1_000, "dpkg -i {file}", "dpkg -r editor", "editor", null, 300),
            DateTimeOffset.UtcNow));
        await Knows("mt_doc_known_package", "PackageId", package);
        return package;
    }

    /// <summary>A computer that the service knows, with a queue as the enrolment declares it.</summary>
    internal async Task<PlayedAgent> Computer(bool withQueue = true)
    {
        var agent = await PlayedAgent.CreateAsync(_connection!, Guid.CreateVersion7(), withQueue);
        await Says(new ComputerEnrolled(agent.Id, 1, $"pc-{agent.Id}", "linux", "x64", DateTimeOffset.UtcNow));
        await Knows("mt_doc_known_computer", "ComputerId", agent.Id);
        return agent;
    }

    /// <summary>An ID group that the service knows, with members.</summary>
    internal async Task<Guid> Group(params PlayedAgent[] members)
    {
        var group = Guid.CreateVersion7();
        await Says(new GroupCreated(group, 1, "All", DateTimeOffset.UtcNow));
        await Knows("mt_doc_known_group", "GroupId", group);
        foreach (var member in members)
            await Says(new ComputerJoinedGroup(group, member.Id, 1, DateTimeOffset.UtcNow));
        await Eventually.Holds(() => CountAsync("mt_doc_group_member", "GroupId", group), count => count == members.Length, "the members are known");
        return group;
    }

    /// <summary>Creates a task and answers its id.</summary>
    internal async Task<Guid> Task(object command)
    {
        using var answer = await Client.PostAsJsonAsync("/tasks", command);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    internal async Task<JsonElement> Get(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal async Task<JsonElement> Answer(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Waits until an execution is there and in a state.</summary>
    internal Task<JsonElement> Execution(Guid id, string state) => Eventually.Holds(
        async () =>
        {
            using var answer = await Client.GetAsync(new Uri($"/executions/{id}", UriKind.Relative));
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        },
        e => e.TryGetProperty("state", out var now) && now.GetString() == state, $"execution {id} is {state}");

    /// <summary>Waits until a task is in a state.</summary>
    internal Task<JsonElement> TaskIs(Guid id, string state) =>
        Eventually.Holds(() => Get($"/tasks/{id}"), t => t.GetProperty("state").GetString() == state, $"task {id} is {state}");

    internal async Task<string[]> History(Guid execution) =>
        [.. (await Get($"/executions/{execution}/history")).EnumerateArray().Select(e => e.GetProperty("event").GetString()!)];

    /// <summary>Does something with a service of the container in a scope of its own.</summary>
    internal async Task Within(Func<IServiceProvider, Task> work)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }

    internal async Task<long> CountAsync(string table, string field, Guid id)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        return (await session.QueryAsync<long>($"select count(*) from {table} where data ->> '{field}' = ?", default, id.ToString("D")))[0];
    }

    /// <summary>Empties an '_error' queue that a test filled on purpose: as many messages as expected come, each with its reason.</summary>
    internal async Task HasPutAside(string queue, int expected)
    {
        await using var channel = await _connection!.CreateChannelAsync();
        var reasons = new List<string>();
        await Eventually.Holds(TakeAsync, count => count == expected, $"{expected} messages are in {queue}");

        async Task<int> TakeAsync()
        {
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
                reasons.Add(Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["reason"]!));
            reasons.ShouldAllBe(reason => reason.Length > 0);
            return reasons.Count;
        }
    }

    private Task<long> Knows(string table, string field, Guid id) => Eventually.Holds(() => CountAsync(table, field, id), count => count == 1, $"{field} {id} is known");

    private async Task<bool> HasReportsQueueAsync()
    {
        var broker = await PrivateRabbitMq.SharedAsync();
        var queues = await broker.Queues.MessagesAsync(Uri.UnescapeDataString(Service.BrokerUri.AbsolutePath[1..]));
        return queues.ContainsKey("task-scheduling.agent-reports") && queues.ContainsKey("agents-unroutable_error");
    }
}

/// <summary>One service for all tests of this room: each test has computers and tasks of its own.</summary>
[CollectionDefinition(nameof(TaskRoom))]
public sealed class TaskRoomCollection : ICollectionFixture<TaskRoom>;
