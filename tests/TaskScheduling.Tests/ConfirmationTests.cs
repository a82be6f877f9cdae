using System.Globalization;
using System.Reflection;
using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;
using Distribution.TaskScheduling.Tests.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ActionKind = Distribution.Contracts.TaskScheduling.V1.ActionKind;
using TaskClass = Distribution.Contracts.TaskScheduling.V1.TaskClass;
using TaskKind = Distribution.Contracts.TaskScheduling.V1.TaskKind;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class ConfirmationTests(TaskRoom room)
{
    private readonly DateTimeOffset _tomorrow = DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task Above_the_configured_number_a_task_names_how_many_computers_it_reaches()
    {
        var destinations = await DestinationsAsync();
        (await Should.ThrowAsync<CommandRefusedException>(() => CreateAsync(above: 1, destinations, new(null)))).Message.ShouldContain("confirmedComputers 2");
        await Should.ThrowAsync<CommandRefusedException>(() => CreateAsync(above: 1, destinations, new(3)));
        await CreateAsync(above: 1, destinations, new(2));
        await CreateAsync(above: 2, destinations, new(null));
        await CreateAsync(above: null, destinations, new(null));
        await CreateAsync(above: 1, destinations, null);
    }

    [Fact]
    public async Task Whom_a_new_task_reaches_is_read_once_and_for_a_repeat_not_at_all()
    {
        var (destinations, task) = (await DestinationsAsync(), Guid.CreateVersion7());
        (await CreateAsync(above: 1, destinations, new(2), approveAbove: 1, task)).ShouldBe(1, "for both questions");
        (await CreateAsync(above: 1, destinations, new(null), approveAbove: 1, task)).ShouldBe(0);
        (await room.Get($"/tasks/{task}")).GetProperty("awaitsApproval").GetBoolean().ShouldBeTrue();
    }

    // One is named and a member too, and counts once.
    private async Task<TaskDestinations> DestinationsAsync()
    {
        var computer = await room.Computer();
        return new([computer.Id], [await room.Group(computer, await room.Computer())]);
    }

    // Answers how often the members of its group were read.
    private async Task<int> CreateAsync(int? above, TaskDestinations destinations, Confirmation? confirmation, int? approveAbove = null, Guid? task = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tasks:ConfirmAbove"] = above?.ToString(CultureInfo.InvariantCulture), ["Tasks:ApproveAbove"] = approveAbove?.ToString(CultureInfo.InvariantCulture),
        }).Build();
        var reads = 0;
        await room.Within(async services =>
        {
            var session = Watched.Of(services.GetRequiredService<IDocumentSession>(), type => reads += type == typeof(GroupMember) ? 1 : 0);
            await new TaskAuthor(session, new PresentCaller(), settings).CreateAsync(
                new TaskCreated(
                    task ?? Guid.CreateVersion7(), "Many", "", TaskKind.Distribution, TaskClass.Administrator, [new TaskAction(ActionKind.Run, null, null, "true", null, null)],
                    destinations, new TaskSchedule(_tomorrow, null, null, null), new TaskRunning(false, 900), null, "", DateTimeOffset.UtcNow),
                confirmation, default);
        });
        return reads;
    }

    /// <summary>A session of which somebody is told what it is asked for.</summary>
    // A proxy is made by deriving from it.
#pragma warning disable CA1852
    internal class Watched : DispatchProxy
#pragma warning restore CA1852
    {
        private IDocumentSession _session = null!;
        private Action<Type> _told = null!;

        public static IDocumentSession Of(IDocumentSession session, Action<Type> told)
        {
            var proxy = Create<IDocumentSession, Watched>();
            ((Watched)(object)proxy)._session = session;
            ((Watched)(object)proxy)._told = told;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.IsGenericMethod && targetMethod.Name == nameof(IDocumentSession.QueryAsync))
                _told(targetMethod.GetGenericArguments()[0]);
            return targetMethod.Invoke(_session, BindingFlags.DoNotWrapExceptions, null, args, null);
        }
    }
}
