using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;
using Distribution.Testing.Platform;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Tests;

/// <summary>Two replicas of the service on one database and one virtual host, started together.</summary>
public sealed class ReplicasTests
{
    [Fact]
    public async Task Each_due_task_starts_once_also_when_a_replica_ends_in_the_middle()
    {
        var database = ("ConnectionStrings:Database", await PrivatePostgres.CreateDatabaseAsync("replicas"));
        var broker = await PrivateRabbitMq.CreateVirtualHostAsync("replicas");
        var replicas = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            ServiceUnderTest.StartAsync(Program.Build, database, ("RabbitMq:Uri", broker.ToString()))));
        await using var staying = replicas[0];
        await using var leaving = replicas[1];
        foreach (var replica in replicas)
            await Eventually.Holds(async () => (await replica.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode, status => status == HttpStatusCode.OK, "ready");

        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var agent = await Eventually.Holds(() => AgentOrNone(connection), made => made is not null, "the exchanges are there");
        await staying.Services.GetRequiredService<IBus>().Publish(new ComputerEnrolled(agent!.Id, 1, "pc", "linux", "x64", DateTimeOffset.UtcNow));
        var tasks = new HashSet<Guid>();
        for (var i = 0; i < 12; i++)
        {
            var command = new
            {
                name = $"Task {i}", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { agent.Id } },
                startAt = DateTimeOffset.UtcNow.AddSeconds(2 + (i / 2)),
            };
            var answer = await Eventually.Holds(() => staying.Client.PostAsJsonAsync("/tasks", command), a => a.StatusCode == HttpStatusCode.Accepted, "the computer is known");
            tasks.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        }

        // The publisher that takes over may say the last things again (street, step 4): the same attempt of the same execution, which an agent knows.
        var received = new Dictionary<Guid, (Guid Execution, int Attempt)>();
        while (received.Count < tasks.Count)
        {
            var instruction = await agent.Receives<ExecuteTask>();
            var attempt = (instruction.ExecutionId, instruction.Attempt);
            if (!received.TryAdd(instruction.TaskId, attempt))
                received[instruction.TaskId].ShouldBe(attempt);
            else if (received.Count == 4)
                await leaving.StopAsync();
        }

        received.Keys.ShouldBe(tasks, ignoreOrder: true);
        received.Values.ShouldBeUnique();
        received.Values.ShouldAllBe(attempt => attempt.Attempt == 1);
        foreach (var task in tasks)
            await Eventually.Holds(() => staying.Client.GetFromJsonAsync<JsonElement>($"/tasks/{task}"), t => t.GetProperty("issued").GetBoolean(), "issued");
        await agent.HasNothing();
        await staying.ShouldHoldNoFailuresAsync();
    }

    [Fact]
    public async Task Each_moment_of_recurring_tasks_makes_one_run_also_when_a_replica_is_killed_in_the_middle()
    {
        const int series = 3;
        (string, string)[] settings =
        [
            ("ConnectionStrings:Database", await PrivatePostgres.CreateDatabaseAsync("replicas")),
            ("RabbitMq:Uri", (await PrivateRabbitMq.CreateVirtualHostAsync("replicas")).ToString()), ("Content:LinkKeys", ServiceUnderTest.LinkKey),
            .. LocalKeys.OfThisProcess.SettingsOf("task-scheduling"),
        ];
        await using var staying = await ServiceUnderTest.StartAsync(Program.Build, settings);
        using var killed = await ServiceProcess.StartAsync(typeof(Program).Assembly, settings);
        await using var connection = await new ConnectionFactory { Uri = staying.BrokerUri }.CreateConnectionAsync();
        var agent = (await Eventually.Holds(() => AgentOrNone(connection), made => made is not null, "the exchanges are there"))!;
        await staying.Services.GetRequiredService<IBus>().Publish(new ComputerEnrolled(agent.Id, 1, "pc", "linux", "x64", DateTimeOffset.UtcNow));
        var recurring = new List<Guid>();
        for (var i = 0; i < series; i++)
        {
            var command = new
            {
                name = $"Series {i}", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { agent.Id } },
                cron = "*/2 * * * * ?", timeZone = "UTC",
            };
            var answer = await Eventually.Holds(() => killed.Client.PostAsJsonAsync("/tasks", command), a => a.StatusCode == HttpStatusCode.Accepted, "the computer is known");
            recurring.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        }

        var received = new Dictionary<Guid, (Guid Execution, int Attempt)>();
        await ReceiveAsync(2 * series);
        await killed.KillAsync();
        await ReceiveAsync(5 * series);

        // Every run is of a moment of its own, in its order, and reached the computer in one attempt.
        foreach (var id in recurring)
        {
            var moments = (await staying.Client.GetFromJsonAsync<JsonElement>($"/tasks/{id}/history")).GetProperty("events").EnumerateArray()
                .Where(e => e.GetProperty("event").GetString() == "TaskRunMade").Select(e => e.GetProperty("data").GetProperty("dueAt").GetDateTimeOffset()).ToList();
            moments.Count.ShouldBeGreaterThanOrEqualTo(3);
            moments.ShouldBeUnique();
            moments.ShouldBeInOrder();
            moments.ShouldAllBe(moment => moment.Second % 2 == 0);
        }

        received.Values.ShouldBeUnique();
        received.Values.ShouldAllBe(attempt => attempt.Attempt == 1);
        await staying.ShouldHoldNoFailuresAsync();

        // The publisher that takes over may say the last things again (street, step 4).
        async Task ReceiveAsync(int runs)
        {
            while (received.Count < runs)
            {
                var instruction = await agent.Receives<ExecuteTask>();
                if (!received.TryAdd(instruction.TaskId, (instruction.ExecutionId, instruction.Attempt)))
                    received[instruction.TaskId].ShouldBe((instruction.ExecutionId, instruction.Attempt));
            }
        }
    }

    private static async Task<PlayedAgent?> AgentOrNone(IConnection connection)
    {
        try
        {
            return await PlayedAgent.CreateAsync(connection, Guid.CreateVersion7(), withQueue: true);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return null;
        }
    }
}
