using Distribution.EventStore;
using Distribution.IdGroupPolicy.Computers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>Computers that have not been heard of: listed, and retired when that is wished.</summary>
public sealed class AbsenceTests(RunningService running)
{
    // So long ago that no other test's computers are among them.
    private const int Days = 2_000;

    [Fact]
    public async Task Those_not_seen_for_some_days_are_listed_the_longest_absent_first_and_retired_with_all_that_was_theirs()
    {
        var group = await running.Client.GroupAsync("absent");
        var key = await running.Client.KeyAsync(group: group);
        var (longer, shorter, present) =
            (await running.Client.EnrolAsync("longer", key), await running.Client.EnrolAsync("shorter", key), await running.Client.EnrolAsync("present", key));
        await SeenAsync(longer, Days + 2);
        await SeenAsync(shorter, Days + 1);

        var first = await running.Client.SendAsync(HttpMethod.Get, $"/computers/absent?days={Days}&limit=1");
        var second = await running.Client.SendAsync(HttpMethod.Get, $"/computers/absent?days={Days}&limit=1&after={first["next"]}");
        ((string?)first["items"]![0]!["name"], (string?)second["items"]![0]!["name"], (string?)second["next"]).ShouldBe(("longer", "shorter", null));
        (await running.Client.StatusAsync(HttpMethod.Get, "/computers/absent?days=-1")).ShouldBe(400);

        var retirement = new RetireComputers(
            running.Service.Services.GetRequiredService<IServiceScopeFactory>(), new ConfigurationBuilder().Build(), TimeProvider.System, NullLogger<RetireComputers>.Instance);
        (await retirement.RetireAsync(Days, default)).ShouldBe(2);
        (await retirement.RetireAsync(Days, default)).ShouldBe(0);

        (await running.Client.StatusAsync(HttpMethod.Get, $"/computers/{longer.ComputerId}")).ShouldBe(404);
        (await running.Client.StatusAsync(HttpMethod.Get, $"/computers/{present.ComputerId}")).ShouldBe(200);
        (await Eventually.Holds(() => running.Client.MembersAsync(group), members => members.Count == 1, "the retired have left the group"))
            .ShouldBe([present.ComputerId]);
    }

    private async Task SeenAsync(EnrolledComputer computer, int daysAgo)
    {
        await using var scope = running.Service.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        session.Store(Presence.Of(computer.ComputerId, DateTimeOffset.UtcNow.AddDays(-daysAgo)));
        await session.SaveChangesAsync();
    }
}
