namespace Distribution.Agent.Tests;

public class A_clock_that_is_wrong
{
    [Theory]
    [InlineData("ten hours ahead")]
    [InlineData("ten hours behind")]
    [InlineData("1970")]
    public async Task The_server_s_time_decides_what_is_due_what_waits_and_what_has_expired(string clock)
    {
        var ahead = clock switch { "ten hours ahead" => TimeSpan.FromHours(10), "1970" => DateTimeOffset.UnixEpoch - DateTimeOffset.UtcNow, _ => TimeSpan.FromHours(-10) };
        await using var server = await PlayedServer.StartAsync("clock");
        await using var agent = new AgentUnderTest(server) { ClockAhead = ahead };
        agent.Start();
        var now = DateTimeOffset.UtcNow;
        var due = server.Task(Do.Run(1, "/bin/true")) with { NotBefore = now.AddMinutes(-10), ExpiresAt = now.AddHours(1) };
        var later = server.Task(Do.Run(1, "/bin/true")) with { NotBefore = now.AddHours(1) };
        var expired = server.Task(Do.Run(1, "/bin/true")) with { ExpiresAt = now.AddMinutes(-10) };
        foreach (var task in new[] { later, expired, due })
            await server.SendAsync(task);

        (await server.FinalOf(due)).Text("state").ShouldBe("Succeeded", agent.Said);
        (await server.Report(expired, "InstructionRefused")).Text("reason").ShouldBe("Expired");
        (await server.Report(later, "ExecutionWaiting")).Body.GetProperty("until").GetDateTimeOffset().ShouldBe(now.AddHours(1));
        server.Of(later).ShouldNotContain(report => report.Kind == "ActionStarted");
        agent.Said.ShouldContain("the server's time counts from now on");
    }

    [Fact]
    public async Task What_lay_in_the_queue_for_a_month_does_not_run_and_the_server_is_told()
    {
        await using var server = await PlayedServer.StartAsync("month");
        await using var agent = new AgentUnderTest(server);
        var month = DateTimeOffset.UtcNow.AddDays(-30);
        var old = server.Task(Do.Run(1, "/bin/sh -c 'echo old >> {root}/count'")) with { NotBefore = month, ExpiresAt = month.AddDays(2) };
        var lasting = server.Task(Do.Run(1, "/bin/sh -c 'echo lasting >> {root}/count'")) with { NotBefore = month };
        await server.SendAsync(old);
        await server.SendAsync(lasting);
        agent.Start();
        (await server.FinalOf(lasting)).Text("state").ShouldBe("Succeeded");
        (await server.Report(old, "InstructionRefused")).Text("reason").ShouldBe("Expired");
        (await File.ReadAllLinesAsync(agent.InRoot("/count"))).ShouldBe(["lasting"]);
    }
}
