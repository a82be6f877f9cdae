using Distribution.Contracts.TaskScheduling.V1;
using Distribution.EventStore;
using Distribution.Packages.Catalogue;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Packages.Tests;

/// <summary>Two replicas share the messages about one task, and so work on its copy at the same time.</summary>
public sealed class TasksInUseReplicaTests
{
    [Fact]
    public async Task Nothing_that_two_replicas_heard_of_a_task_is_lost()
    {
        using var contents = new TemporaryFolder("contents");
        await using var one = await ServiceUnderTest.StartAsync(Program.Build, ("Content:Folder", contents.Path));
        await using var two = await ServiceUnderTest.StartAsync(
            Program.Build, ("Content:Folder", contents.Path), ("ConnectionStrings:Database", one.ConnectionString), ("RabbitMq:Uri", one.BrokerUri.ToString()));
        await Eventually.Holds(two.ReadinessAsync, answer => !answer.Contains("Unhealthy", StringComparison.Ordinal), "the second replica is ready");
        var bus = one.Services.GetRequiredService<IBus>();
        var package = Guid.CreateVersion7();
        var tasks = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToArray();
        await Task.WhenAll(tasks.SelectMany(task => (Task[])
        [
            bus.Publish(new TaskCreated(task, 1, "t", TaskKind.Distribution, TaskClass.Administrator, [], [], [Guid.CreateVersion7()], null, null, DateTimeOffset.UtcNow)),
            bus.Publish(new TaskEdited(task, 2, "renamed", null, null, [package], false, null, null, DateTimeOffset.UtcNow)),
            bus.Publish(new TaskCancelled(task, 3, "enough", DateTimeOffset.UtcNow)),
        ]));

        await using var session = one.Services.GetRequiredService<DocumentStore>().LightweightSession();
        await Eventually.Holds(
            async () => (await session.QueryAsync<UsingTask>("", CancellationToken.None)).Count(task => task is { PackagesAsOf: 2, OverAsOf: 3, Over: true } && task.PackageIds[0] == package),
            whole => whole == tasks.Length,
            "both replicas' words are kept");
        await one.ShouldHoldNoFailuresAsync();
    }
}
