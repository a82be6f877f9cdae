using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;
using Distribution.TaskScheduling.Tests.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class ConfirmationTests(TaskRoom room)
{
    [Fact]
    public async Task Above_the_configured_number_a_task_names_how_many_computers_it_reaches()
    {
        var computer = await room.Computer();
        // One is named and a member too, and counts once.
        var destinations = new TaskDestinations([computer.Id], [await room.Group(computer, await room.Computer())]);
        (await Should.ThrowAsync<CommandRefusedException>(() => Ask(above: 1, destinations, confirmed: null))).Message.ShouldContain("confirmedComputers 2");
        await Should.ThrowAsync<CommandRefusedException>(() => Ask(above: 1, destinations, confirmed: 3));
        await Ask(above: 1, destinations, confirmed: 2);
        await Ask(above: 2, destinations, confirmed: null);
        await Ask(above: null, destinations, confirmed: null);
    }

    private Task Ask(int? above, TaskDestinations destinations, int? confirmed) => room.Within(services => new Confirmation(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Tasks:ConfirmAbove"] = above?.ToString(System.Globalization.CultureInfo.InvariantCulture) }).Build())
        .RefuseUnconfirmedAsync(services.GetRequiredService<IDocumentSession>(), Guid.CreateVersion7(), destinations, confirmed, default));
}
