using System.Text;
using Distribution.Contracts;
using RabbitMQ.Client;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class A_message_that_nobody_can_read(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task It_is_put_aside_and_everything_else_goes_on()
    {
        JourneyGroup group = null!;
        JourneySoftware software = null!;
        Guid task = default;
        await using var connection = await new ConnectionFactory { Uri = Street.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var garbage = Encoding.UTF8.GetBytes("{ \"packageId\": ");
        try
        {
            await Step("garbage arrives among the services' events and among the agents' reports", async () =>
            {
                await channel.BasicPublishAsync("Distribution.Contracts.Packages.V1:PackageRegistered", "", garbage);
                await channel.BasicPublishAsync(AgentQueue.ReportExchange, AgentQueue.ReportRoutingKey(Guid.CreateVersion7()), garbage);
            });
            await Step("every listener puts it aside", () => Eventually.Holds(
                Aside, aside => aside.Contains("task-scheduling-known-packages_error") && aside.Contains("task-scheduling.agent-reports_error")
                    && aside.Any(queue => queue.StartsWith("reporting", StringComparison.Ordinal)), "the garbage lies in _error queues"));
            await Step("a package is distributed as ever", async () =>
            {
                group = await GroupOf("a");
                software = await Software("tool");
                task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
                await All(task, 1, "Succeeded");
                await IsInstalled(group.Computers[0], software);
            });
            await Step("the operator throws the garbage away, and nothing else was given up", async () =>
            {
                foreach (var queue in await Aside())
                    (await channel.QueuePurgeAsync(queue)).ShouldBe(1u, queue);
                await NothingWasLost(task, 1);
            });
        }
        finally
        {
            // What this journey put there on purpose must not fail every later one, whatever became of this one.
            foreach (var queue in await Aside())
                await channel.QueuePurgeAsync(queue);
        }
    }

    private async Task<IReadOnlyList<string>> Aside() =>
        [.. (await Street.QueuesAsync()).Where(queue => queue.Value > 0 && queue.Key.EndsWith("_error", StringComparison.Ordinal)).Select(queue => queue.Key)];
}
