namespace Distribution.Installer.Tests;

/// <summary>Each test has a server of its own, to be off and on.</summary>
public sealed class RetryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_window_of_120_minutes_at_120_seconds_has_room_for_60_tries_after_the_first()
    {
        var (now, tries) = (Noon, 0);
        while (RetryWindow.Next(Noon, now, TimeSpan.FromMinutes(120), TimeSpan.FromSeconds(120)) is { } wait)
            (now, tries) = (now + wait, tries + 1);
        tries.ShouldBe(60);
    }

    [Fact]
    public async Task A_computer_that_comes_back_within_the_window_gets_its_agent_and_one_that_does_not_is_on_hold()
    {
        await using var computer = new PrivateSshd();
        await computer.InitializeAsync();
        computer.Stop();
        using var agent = new PretendedAgent(computer.Folder);
        var order = agent.OrderFor(computer) with { RetryWindow = TimeSpan.FromMinutes(1), RetryInterval = TimeSpan.FromMilliseconds(200) };
        var off = new Target(null, "127.0.0.1", FreePort.Next());

        var installing = Program.InstallAsync(order with { Targets = [.. order.Targets] }, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken);
        var onHold = await Program.InstallAsync(
            order with { Targets = [off], RetryWindow = TimeSpan.FromSeconds(5) }, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken);
        await computer.StartAsync();
        var installed = (await installing).Single();

        onHold.Single().State.ShouldBe(InstallationState.StandBy);
        onHold.Single().Tries.ShouldBeGreaterThan(1);
        onHold.Single().Line().ShouldContain("Connection refused");
        installed.State.ShouldBe(InstallationState.Installed);
        installed.Tries.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_computer_that_is_off_does_not_keep_the_only_place_from_one_that_is_on()
    {
        await using var computer = new PrivateSshd();
        await computer.InitializeAsync();
        using var agent = new PretendedAgent(computer.Folder);
        var off = new Target(null, "127.0.0.1", FreePort.Next());
        var order = agent.OrderFor(computer) with
        {
            Targets = [off, .. agent.OrderFor(computer).Targets], Simultaneous = 1,
            RetryWindow = TimeSpan.FromSeconds(8), RetryInterval = TimeSpan.FromSeconds(4),
        };

        var done = new List<InstallationState>();
        await Program.InstallAsync(order, report => done.Add(report.State), TimeProvider.System, TestContext.Current.CancellationToken);

        done.ShouldBe([InstallationState.Installed, InstallationState.StandBy]);
    }
}
