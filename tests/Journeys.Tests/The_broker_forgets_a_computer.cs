using Distribution.Contracts;
using RabbitMQ.Client;

namespace Distribution.Journeys.Tests;

/// <summary>What a broker that was killed, or that came back from an old backup, no longer knows of a computer.</summary>
[Collection(StreetCollection.Name)]
public sealed class The_broker_forgets_a_computer(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task A_binding_that_is_lost_comes_back_with_the_computer_and_the_task_succeeds()
    {
        var (group, software, task) = (await GroupOf("a"), await Software("tool"), Guid.Empty);
        await Step("the computer is off, and its queue loses its binding", async () =>
        {
            await group.Computers[0].TurnOffAsync();
            await AtBroker(channel => channel.QueueUnbindAsync(QueueOf(group), AgentQueue.Exchange, AgentQueue.RoutingKey(group.Ids.Values.Single())));
        });
        await Step("its instruction comes back, and the execution stands by", async () =>
        {
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await All(task, 1, "Waiting");
        });
        await Step("the computer makes contact, and is told after all", async () =>
        {
            group.Computers[0].TurnOn();
            await All(task, 1, "Succeeded");
            await IsInstalled(group.Computers[0], software);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 1));
    }

    [Fact]
    public async Task A_queue_that_is_lost_with_an_instruction_in_it_comes_back_with_the_computer_and_the_task_succeeds()
    {
        var (group, software, task) = (await GroupOf("a"), await Software("tool"), Guid.Empty);
        await Step("the computer is off, and an instruction waits in its queue", async () =>
        {
            await group.Computers[0].TurnOffAsync();
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await Eventually.Holds(Street.QueuesAsync, queues => queues[QueueOf(group)] == 1, "the instruction waits");
        });
        await Step("the queue is lost", () => AtBroker(channel => channel.QueueDeleteAsync(QueueOf(group))));
        await Step("the computer enrols again, and is told again", async () =>
        {
            group.Computers[0].TurnOn();
            await All(task, 1, "Succeeded");
            await IsInstalled(group.Computers[0], software);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 1));
    }

    private async Task AtBroker(Func<IChannel, Task> act)
    {
        await using var connection = await new ConnectionFactory { Uri = Street.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await act(channel);
    }

    private static string QueueOf(JourneyGroup group) => AgentQueue.NameFor(group.Ids.Values.Single());
}
