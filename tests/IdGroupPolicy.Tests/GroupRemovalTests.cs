using Distribution.EventStore;
using Distribution.IdGroupPolicy.Groups;
using Distribution.Testing.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>The removal of a group is cut off in the middle of its members and taken up again, step by step, on a real database.</summary>
public sealed class GroupRemovalTests
{
    private const int Members = 1_100;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_removal_that_is_cut_off_is_seen_as_under_way_goes_on_where_it_stopped_and_ends_once()
    {
        await using var service = Program.Build(
        [
            $"--ConnectionStrings:Database={await PrivatePostgres.CreateDatabaseAsync("removal")}", "--RabbitMq:Uri=amqp://127.0.0.1:1/none", $"--Gateway:CallerKeys={SignedCallers.Key}",
            .. LocalKeys.OfThisProcess.SettingsOf("id-group-policy").Select(setting => $"--{setting.Name}={setting.Value}"),
        ]);
        var group = Guid.CreateVersion7();
        await In(service.Services, async session =>
        {
            session.Events.StartStream<Group>(group, new GroupCreated(group, "Cut off", Noon), new GroupRemovalStarted(group, Noon));
            session.Events.StartStream<GroupName>(GroupName.StreamOf("Cut off"), GroupName.Take(null, group, "Cut off"));
            foreach (var computer in Enumerable.Range(0, Members).Select(_ => Guid.CreateVersion7()))
                session.Events.StartStream<Membership>(Membership.StreamOf(group, computer), Membership.Join(null, group, computer, JoinedBy.Administrator, Noon));
            await session.SaveChangesAsync();
        });

        await Should.ThrowAsync<OperationCanceledException>(() => In(service.Services, session =>
            new EmptyRemovedGroups(session, Sessions(service.Services), new ClockThatBreaks(after: 700)).EmptyAsync(group, default)));
        (await Open(service.Services, group)).ShouldBe(Members - 500);
        await In(service.Services, async session => (await session.LoadAsync<Group>(group))!.ShouldSatisfyAllConditions(
            g => g.RemovalStartedAt.ShouldNotBeNull(), g => g.RemovedAt.ShouldBeNull()));

        for (var times = 0; times < 2; times++)
            await In(service.Services, session => new EmptyRemovedGroups(session, Sessions(service.Services), TimeProvider.System).EmptyAsync(group, default));
        (await Open(service.Services, group)).ShouldBe(0);
        await In(service.Services, async session =>
            (await session.Events.FetchStreamAsync(group)).Count(e => e.Data is GroupRemoved).ShouldBe(1));
    }

    private static OwnSessions Sessions(IServiceProvider services) => new(services.GetRequiredService<IServiceScopeFactory>(), new ServiceDefaults.Correlation());

    private static async Task<long> Open(IServiceProvider services, Guid group)
    {
        var open = 0L;
        await In(services, async session => open = (await session.QueryAsync<long>(
            "select count(*) from mt_doc_membership where data ->> 'GroupId' = ? and data ->> 'LeftAt' is null", default, group.ToString("D")))[0]);
        return open;
    }

    private static async Task In(IServiceProvider services, Func<IDocumentSession, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<IDocumentSession>());
    }

    /// <summary>Stands for the death of the process at a moment between two pages.</summary>
    private sealed class ClockThatBreaks(int after) : TimeProvider
    {
        private int _reads;

        public override DateTimeOffset GetUtcNow() => ++_reads <= after ? Noon : throw new OperationCanceledException();
    }
}
