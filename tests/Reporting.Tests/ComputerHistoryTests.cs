using System.Text;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using RabbitMQ.Client;

namespace Distribution.Reporting.Tests;

public sealed class ComputerHistoryTests(ReportingService reporting) : IClassFixture<ReportingService>
{
    private static readonly DateTimeOffset _noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_computers_history_is_told_newest_first_page_by_page_and_outlives_the_computer()
    {
        var (computer, group, task, execution) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await reporting.HearsOf(
            new ComputerEnrolled(computer, 1, "pc-1", "linux", "x64", _noon),
            new GroupCreated(group, 1, "Sales", _noon),
            new ComputerJoinedGroup(group, computer, 1, _noon.AddSeconds(1)),
            new TaskCreated(task, 1, "Give htop", TaskKind.Distribution, TaskClass.Administrator, [computer], [], [], null, null, _noon),
            new ExecutionRequested(execution, task, computer, 1, 1, _noon.AddSeconds(2)),
            new ActionCompleted(execution, task, computer, 2, 1, 1, "htop", ActionOutcome.Failed, 5, "", "no room", _noon.AddSeconds(2), _noon.AddSeconds(3)),
            new ExecutionEnded(execution, task, computer, 3, 1, ExecutionState.Failed, "no room", _noon.AddSeconds(4)),
            new ComputerRemoved(computer, 2, _noon.AddSeconds(5)));

        var first = await reporting.Get($"/reports/computers/{computer}/history?limit=3");
        var second = await reporting.Get($"/reports/computers/{computer}/history?limit=3&after={first.GetProperty("next").GetString()}");
        var lines = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).ToList();
        lines.Select(line => line.GetProperty("what").GetString()).ShouldBe(
            ["ComputerRemoved", "ExecutionEnded", "ActionCompleted", "ExecutionRequested", "ComputerJoinedGroup", "ComputerEnrolled"]);
        lines[2].GetProperty("state").GetString().ShouldBe("Failed");
        lines[2].GetProperty("exitCode").GetInt32().ShouldBe(5);
        lines[2].GetProperty("taskName").GetString().ShouldBe("Give htop");
        lines[2].GetProperty("detail").GetString().ShouldBe("htop: no room");
        lines[4].GetProperty("groupName").GetString().ShouldBe("Sales");
        second.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task The_overview_counts_what_is_there()
    {
        var before = await reporting.Get("/reports/overview");
        var (computer, gone, task) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await reporting.HearsOf(
            new ComputerEnrolled(computer, 1, "stays", "linux", "x64", _noon),
            new ComputerRemoved(gone, 2, _noon),
            new ComputerEnrolled(gone, 1, "left before it was heard of", "linux", "x64", _noon),
            new TaskCreated(task, 1, "runs", TaskKind.Distribution, TaskClass.Administrator, [computer], [], [], null, null, _noon),
            new ExecutionRequested(Guid.NewGuid(), task, computer, 1, 1, _noon));

        var after = await reporting.Get("/reports/overview");
        (Figure(after, "computers") - Figure(before, "computers")).ShouldBe(1);
        (Figure(after, "runningTasks") - Figure(before, "runningTasks")).ShouldBe(1);

        static long Figure(System.Text.Json.JsonElement overview, string name) => overview.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task The_overview_tells_the_results_of_the_last_hour_minute_by_minute()
    {
        var (task, now) = (Guid.NewGuid(), DateTimeOffset.UtcNow);
        foreach (var (at, state) in new[] { (now, ExecutionState.Succeeded), (now, ExecutionState.Failed), (now.AddHours(-2), ExecutionState.Succeeded) })
            await reporting.HearsOf(new ExecutionEnded(Guid.NewGuid(), task, Guid.NewGuid(), 2, 1, state, null, at));

        var minutes = (await reporting.Get("/reports/overview")).GetProperty("minutes").EnumerateArray().ToList();
        minutes.ShouldAllBe(m => m.GetProperty("at").GetDateTimeOffset() > now.AddHours(-1).AddMinutes(-1));
        minutes.Where(m => m.GetProperty("at").GetDateTimeOffset() <= now).Select(m => (m.GetProperty("finished").GetInt64(), m.GetProperty("errors").GetInt64())).Last().ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_message_that_does_not_parse_goes_to_the_error_queue_and_the_others_go_on()
    {
        await using var own = new ReportingService();
        await own.InitializeAsync();
        await using var connection = await new ConnectionFactory { Uri = own.Service.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync(
            "Distribution.Contracts.IdGroupPolicy.V1:ComputerEnrolled", "", false,
            new BasicProperties { ContentType = "application/json", MessageId = Guid.NewGuid().ToString() }, Encoding.UTF8.GetBytes("{ \"computerId\": "));

        var computer = Guid.NewGuid();
        await own.Says(new ComputerEnrolled(computer, 1, "pc-1", "linux", "x64", _noon));
        await Eventually.Holds(
            async () => (await own.Client.GetAsync(new Uri($"/reports/computers/{computer}/history", UriKind.Relative))).IsSuccessStatusCode,
            there => there, "the message after the broken one is recorded");
        var broker = await PrivateRabbitMq.SharedAsync();
        await Eventually.Holds(
            () => broker.Queues.MessagesAsync(Uri.UnescapeDataString(own.Service.BrokerUri.AbsolutePath[1..])),
            queues => queues.GetValueOrDefault("reporting-record-computers_error") == 1, "the broken message lies in the error queue");
    }
}
