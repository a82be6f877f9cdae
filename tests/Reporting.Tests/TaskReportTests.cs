using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Reporting.Tests;

public sealed class TaskReportTests(ReportingService reporting) : IClassFixture<ReportingService>
{
    private static readonly DateTimeOffset _noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_task_is_reported_as_a_whole_and_computer_by_computer_with_each_action()
    {
        var (package, group, one, two, task) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await reporting.HearsOf(
            new PackageRegistered(package, 1, World.Htop, _noon),
            new GroupCreated(group, 1, "Sales", _noon),
            new ComputerEnrolled(one, 1, "pc-1", "linux", "x64", _noon),
            new ComputerEnrolled(two, 1, "pc-2", "linux", "x64", _noon),
            new ComputerJoinedGroup(group, one, 1, _noon),
            new TaskCreated(task, 1, "Give htop", TaskKind.Distribution, TaskClass.Administrator, [two], [group], [package], null, null, _noon),
            new TaskStarted(task, 2, _noon),
            new ExecutionRequested(first, task, one, 1, 1, _noon),
            new ExecutionProgressed(first, task, one, 2, 1, ExecutionState.Transferring, 20, _noon.AddSeconds(1)),
            new ActionCompleted(first, task, one, 3, 1, 1, "htop", ActionOutcome.Failed, 5, "no \0 room", "exit code 5", _noon.AddSeconds(2), _noon.AddSeconds(3)),
            new ExecutionEnded(first, task, one, 4, 1, ExecutionState.Failed, "exit code 5", _noon.AddSeconds(4)));

        var report = await reporting.Get($"/reports/tasks/{task}");
        report.GetProperty("name").GetString().ShouldBe("Give htop");
        report.GetProperty("state").GetString().ShouldBe("Running", "pc-2 has not been asked yet");
        report.GetProperty("counts").GetProperty("failed").GetInt64().ShouldBe(1);
        report.GetProperty("packages")[0].GetProperty("name").GetString().ShouldBe("htop");
        report.GetProperty("packages")[0].GetProperty("softwareVersion").GetString().ShouldBe("3.2.2");
        report.GetProperty("groups")[0].GetProperty("name").GetString().ShouldBe("Sales");

        await reporting.HearsOf(
            new ExecutionRequested(second, task, two, 1, 1, _noon.AddSeconds(5)),
            new ExecutionEnded(second, task, two, 2, 1, ExecutionState.Succeeded, null, _noon.AddSeconds(6)),
            new TaskCompleted(task, 3, true, _noon.AddSeconds(7)));
        (await reporting.Get($"/reports/tasks/{task}")).GetProperty("state").GetString().ShouldBe("CompletedWithErrors");

        var failed = (await reporting.Get($"/reports/tasks/{task}/computers?state=failed")).GetProperty("items");
        failed.GetArrayLength().ShouldBe(1);
        failed[0].GetProperty("name").GetString().ShouldBe("pc-1");
        failed[0].GetProperty("reason").GetString().ShouldBe("exit code 5");
        var action = failed[0].GetProperty("actions")[0];
        action.GetProperty("outcome").GetString().ShouldBe("Failed");
        action.GetProperty("exitCode").GetInt32().ShouldBe(5);
        action.GetProperty("outputTail").GetString().ShouldBe("no  room", "a zero character cannot be stored");
        action.GetProperty("endedAt").GetDateTimeOffset().ShouldBe(_noon.AddSeconds(3));

        await reporting.HearsOf(new ExecutionRequested(first, task, one, 5, 2, _noon.AddSeconds(9)));
        var retried = (await reporting.Get($"/reports/tasks/{task}/computers?state=Requested")).GetProperty("items")[0];
        retried.GetProperty("attempt").GetInt32().ShouldBe(2);
        retried.GetProperty("progress").GetInt32().ShouldBe(0);
        retried.GetProperty("requestedAt").GetDateTimeOffset().ShouldBe(_noon, "the first request began it");
        retried.GetProperty("actions").GetArrayLength().ShouldBe(0, "the actions of the attempt before are history");
        await reporting.Service.ShouldHoldNoFailuresAsync();
    }

    [Fact]
    public async Task What_one_message_tells_of_many_computers_is_a_row_and_lines_for_each()
    {
        var (one, two, task) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var told = new ExecutionsProgressed(task, [
            new(Guid.NewGuid(), first, one, 1, 1, ExecutionState.Dispatched, 0, _noon),
            new(Guid.NewGuid(), second, two, 1, 1, ExecutionState.Requested, 0, _noon),
            new(Guid.NewGuid(), second, two, 3, 1, ExecutionState.Waiting, 0, _noon.AddSeconds(2), WaitingFor.Contact, null, "No queue."),
            new(Guid.NewGuid(), second, two, 2, 1, ExecutionState.Dispatched, 0, _noon.AddSeconds(1)),
        ]);
        await reporting.HearsOf(
            new ComputerEnrolled(one, 1, "pc-1", "linux", "x64", _noon),
            new ComputerEnrolled(two, 1, "pc-2", "linux", "x64", _noon),
            new TaskCreated(task, 1, "Told at once", TaskKind.Distribution, TaskClass.Administrator, [one, two], [], [], null, null, _noon),
            told, told);

        var sent = (await reporting.Get($"/reports/tasks/{task}/computers?state=Dispatched")).GetProperty("items")[0];
        sent.GetProperty("name").GetString().ShouldBe("pc-1");
        sent.GetProperty("requestedAt").GetDateTimeOffset().ShouldBe(_noon, "who is sent its instruction at once is told of once");
        var waiting = (await reporting.Get($"/reports/tasks/{task}/computers?state=Waiting")).GetProperty("items")[0];
        (waiting.GetProperty("name").GetString(), waiting.GetProperty("reason").GetString()).ShouldBe(("pc-2", "No queue."));
        waiting.GetProperty("requestedAt").GetDateTimeOffset().ShouldBe(_noon);
        await reporting.Service.ShouldHoldNoFailuresAsync();
    }

    [Fact]
    public async Task The_list_of_tasks_is_paged_newest_first_without_the_removed()
    {
        var tasks = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        await reporting.Hears([.. tasks.Select((id, i) => new Sent(Guid.NewGuid(), new TaskCreated(
            id, 1, $"listed {i}", TaskKind.Distribution, TaskClass.Administrator, [Guid.NewGuid()], [], [], _noon.AddDays(1), null, _noon.AddYears(1).AddSeconds(i))))]);
        await reporting.HearsOf(new TaskRemoved(tasks[2], 2, _noon));

        var first = await reporting.Get("/reports/tasks?limit=3");
        Names(first).ShouldBe(["listed 4", "listed 3", "listed 1"]);
        first.GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("Scheduled");
        Names(await reporting.Get($"/reports/tasks?limit=1&after={first.GetProperty("next").GetString()}")).ShouldBe(["listed 0"]);
        (await reporting.Get($"/reports/tasks/{tasks[2]}")).GetProperty("removedAt").GetDateTimeOffset().ShouldBe(_noon, "its history stays");
    }

    [Theory]
    [InlineData("/reports/tasks/c0ffee00-0000-0000-0000-000000000000", 404)]
    [InlineData("/reports/tasks/c0ffee00-0000-0000-0000-000000000000/computers", 404)]
    [InlineData("/reports/computers/c0ffee00-0000-0000-0000-000000000000/history", 404)]
    [InlineData("/reports/tasks?limit=0", 400)]
    [InlineData("/reports/tasks?after=nonsense", 400)]
    [InlineData("/reports/tasks/c0ffee00-0000-0000-0000-000000000000/computers?state=happy", 400)]
    public async Task What_does_not_exist_or_makes_no_sense_is_answered_as_a_problem(string path, int status)
    {
        using var answer = await reporting.Client.GetAsync(new Uri(path, UriKind.Relative));
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    private static List<string?> Names(System.Text.Json.JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString())];
}
