using System.Text.Json;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Reporting.Tests;

/// <summary>One small organisation, heard of once: three computers, one group, a package of which a second version came between two tasks.</summary>
public sealed class SmallOrganisation : IAsyncLifetime
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    internal ReportingService Reporting { get; } = new();

    internal Guid Package { get; } = Guid.NewGuid();

    internal Guid Group { get; } = Guid.NewGuid();

    internal Guid[] Computers { get; } = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];

    internal Guid First { get; } = Guid.NewGuid();

    internal Guid Second { get; } = Guid.NewGuid();

    public async ValueTask InitializeAsync()
    {
        await Reporting.InitializeAsync();
        await Reporting.HearsOf(
            new PackageRegistered(Package, 1, World.Htop, Noon.AddDays(-9)), new GroupCreated(Group, 1, "Sales", Noon.AddDays(-9)),
            new PackageEdited(Package, 2, World.Htop with { SoftwareVersion = "3.3" }, Noon.AddHours(1)));
        for (var i = 0; i < 3; i++)
        {
            await Reporting.HearsOf(
                new ComputerEnrolled(Computers[i], 1, $"pc-{i}", "linux", "x64", Noon.AddDays(-8)), new ComputerJoinedGroup(Group, Computers[i], 1, Noon.AddDays(-8)),
                new ComputerMadeContact(Computers[i], 2, i == 0 ? "2.0" : "1.9", false, Noon.AddDays(-7)));
        }

        await Reporting.HearsOf(
            new TaskCreated(First, 1, "first", TaskKind.Distribution, TaskClass.Administrator, [], [Group], [Package], null, null, Noon),
            new TaskCreated(Second, 1, "second", TaskKind.Distribution, TaskClass.AutomaticCountermeasure, [], [Group], [Package], null, null, Noon.AddHours(2)),
            Steps(First, 0, (1, ExecutionState.Requested, 0, 1), (2, ExecutionState.Accepted, 1, null), (3, ExecutionState.Transferring, 2, null), (4, ExecutionState.Transferred, 3, null), (5, ExecutionState.Running, 4, null)),
            Ended(First, 0, 7, ExecutionState.Succeeded, 10),
            Steps(First, 1, (1, ExecutionState.Requested, 0, 1), (2, ExecutionState.Accepted, 1, null)),
            Ended(First, 1, 7, ExecutionState.Failed, 200),
            new ActionCompleted(Execution(First, 1), First, Computers[1], 6, 1, 1, "htop", ActionOutcome.Failed, 1603, "disk full", "exit code 1603", Noon.AddSeconds(5), Noon.AddSeconds(6), ErrorClass.BadExitCode),
            new ExecutionsProgressed(First, [
                new(Guid.NewGuid(), Execution(First, 2), Computers[2], 1, 1, ExecutionState.Requested, 0, Noon, Wave: 2),
                new(Guid.NewGuid(), Execution(First, 2), Computers[2], 2, 1, ExecutionState.Waiting, 0, Noon.AddHours(3), WaitingFor.Contact, null, "No queue."),
            ]),
            Steps(Second, 0, (1, ExecutionState.Requested, 7200, null)),
            new ComputerLeftGroup(Group, Computers[0], 2, Noon.AddDays(1)),
            new ComputerRemoved(Computers[0], 3, Noon.AddDays(1)));
    }

    public ValueTask DisposeAsync() => Reporting.DisposeAsync();

    internal static Guid Execution(Guid task, int computer) => new([.. task.ToByteArray().Take(15), (byte)computer]);

    private ExecutionsProgressed Steps(Guid task, int computer, params (int Version, ExecutionState State, int Second, int? Wave)[] steps) => new(
        task, [.. steps.Select(s => new ProgressedExecution(Guid.NewGuid(), Execution(task, computer), Computers[computer], s.Version, 1, s.State, 0, Noon.AddSeconds(s.Second), Wave: s.Wave))]);

    private ExecutionEnded Ended(Guid task, int computer, int version, ExecutionState state, int second) => new(
        Execution(task, computer), task, Computers[computer], version, 1, state, state == ExecutionState.Succeeded ? null : "exit code 1603", Noon.AddSeconds(second));
}

public sealed class ReportTests(SmallOrganisation small) : IClassFixture<SmallOrganisation>
{
    [Fact]
    public async Task A_task_is_told_apart_by_wave_cause_time_and_slowness()
    {
        var breakdown = await Get($"/reports/tasks/{small.First}/breakdown");
        breakdown.GetProperty("waves").EnumerateArray().Select(w => (w.GetProperty("wave").GetInt32(), w.GetProperty("counts").GetProperty("computers").GetInt64())).ShouldBe([(1, 2L), (2, 1L)]);
        var cause = breakdown.GetProperty("causes")[0];
        (cause.GetProperty("error").GetString(), cause.GetProperty("exitCode").GetInt32(), cause.GetProperty("computers").GetInt64()).ShouldBe(("BadExitCode", 1603, 1L));
        breakdown.GetProperty("course").EnumerateArray().Select(p => (p.GetProperty("finished").GetInt64(), p.GetProperty("errors").GetInt64())).ShouldBe([(1L, 0L), (2L, 1L)]);
        breakdown.GetProperty("slowest").EnumerateArray().Select(s => (s.GetProperty("name").GetString(), s.GetProperty("seconds").GetDouble())).ShouldBe([("pc-1", 200), ("pc-0", 10)]);
        var group = (await Get($"/reports/tasks/{small.First}/groups")).GetProperty("items")[0];
        (group.GetProperty("name").GetString(), group.GetProperty("counts").GetProperty("computers").GetInt64()).ShouldBe(("Sales", 3L), "who left afterwards was in it");
    }

    [Theory]
    [InlineData("state=Running", "second first")]
    [InlineData("state=running&search=FIRST", "first")]
    [InlineData("errors=true", "first")]
    [InlineData("errors=false&class=AutomaticCountermeasure", "second")]
    [InlineData("state=Scheduled", "")]
    [InlineData("state=Completed", "")]
    [InlineData("search=%25", "")]
    public async Task Tasks_are_found_by_how_they_stand_and_what_they_are_called(string query, string names) =>
        string.Join(' ', (await Items($"/reports/tasks?{query}")).Select(t => t.GetProperty("name").GetString())).ShouldBe(names);

    [Theory]
    [InlineData("error=BadExitCode", "pc-1")]
    [InlineData("exitCode=1603", "pc-1")]
    [InlineData("wave=2", "pc-2")]
    [InlineData("state=succeeded&wave=1", "pc-0")]
    [InlineData("exitCode=5", "")]
    public async Task Each_figure_leads_to_its_computers(string query, string names) =>
        string.Join(' ', (await Items($"/reports/tasks/{small.First}/computers?{query}")).Select(c => c.GetProperty("name").GetString())).ShouldBe(names);

    [Fact]
    public async Task A_computer_of_a_task_is_told_phase_by_phase()
    {
        var attempt = (await Get($"/reports/tasks/{small.First}/computers/{small.Computers[0]}")).GetProperty("attempts")[0];
        var installation = attempt.GetProperty("installation");
        installation.GetProperty("reached").GetBoolean().ShouldBeTrue();
        installation.GetProperty("transferredAt").GetDateTimeOffset().ShouldBe(SmallOrganisation.Noon.AddSeconds(3));
        attempt.GetProperty("steps").GetArrayLength().ShouldBe(6);
        var failed = (await Get($"/reports/tasks/{small.First}/computers/{small.Computers[1]}")).GetProperty("attempts")[0].GetProperty("actions")[0];
        (failed.GetProperty("exitCode").GetInt32(), failed.GetProperty("outputTail").GetString(), failed.GetProperty("error").GetString()).ShouldBe((1603, "disk full", "BadExitCode"));
    }

    [Fact]
    public async Task A_packages_versions_are_told_apart_by_what_they_were_when_the_task_began()
    {
        var reports = (await Items("/reports/packages")).ToDictionary(r => r.GetProperty("softwareVersion").GetString()!);
        Figures(reports["3.2.2"]).ShouldBe((1, 1, 1));
        Figures(reports["3.3"]).ShouldBe((0, 1, 0));
        (await Items($"/reports/packages/{small.Package}/computers?state=Failed")).Select(j => j.GetProperty("computerName").GetString()).ShouldBe(["pc-1"]);

        static (long, long, long) Figures(JsonElement r) => (r.GetProperty("installed").GetInt64(), r.GetProperty("pending").GetInt64(), r.GetProperty("failed").GetInt64());
    }

    [Fact]
    public async Task A_groups_jobs_are_told_by_task_and_by_computer_with_where_to_ask_again()
    {
        var jobs = await Items($"/reports/groups/{small.Group}/jobs");
        jobs.Select(j => j.GetProperty("name").GetString()).ShouldBe(["second", "first"]);
        jobs[1].GetProperty("counts").GetProperty("succeeded").GetInt64().ShouldBe(1);
        var each = await Items($"/reports/groups/{small.Group}/computers?limit=1");
        each.Count.ShouldBe(2, "who left is not among the computers any more");
        each.ShouldAllBe(job => job.GetProperty("again").GetString() == $"/executions/{job.GetProperty("executionId").GetString()}/retry");
        (await Items($"/reports/computers/{small.Computers[0]}/jobs")).Count.ShouldBe(2);
        (await Items($"/reports/computers/{small.Computers[0]}/jobs?state=Succeeded"))[0].GetProperty("again").ValueKind.ShouldBe(JsonValueKind.Null, "a success is never redone");
    }

    [Fact]
    public async Task A_computer_is_told_as_it_was_at_any_moment()
    {
        var before = await Get($"/reports/computers/{small.Computers[0]}?asOf={SmallOrganisation.Noon.AddSeconds(3):yyyy-MM-ddTHH:mm:ssZ}");
        before.GetProperty("present").GetBoolean().ShouldBeTrue();
        before.GetProperty("agentVersion").GetString().ShouldBe("2.0");
        before.GetProperty("groups")[0].GetProperty("name").GetString().ShouldBe("Sales");
        before.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("state").GetString()).ShouldBe(["Transferred"]);
        var now = await Get($"/reports/computers/{small.Computers[0]}");
        now.GetProperty("present").GetBoolean().ShouldBeFalse();
        now.GetProperty("groups").GetArrayLength().ShouldBe(0);
        (await Items($"/reports/computers/{small.Computers[0]}/history?asOf={SmallOrganisation.Noon.AddDays(-8):yyyy-MM-ddTHH:mm:ssZ}")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_stands_by_which_agents_there_are_and_automatic_countermeasures_are_lists_of_their_own()
    {
        var waiting = await Items("/reports/stand-by");
        waiting.Select(j => (j.GetProperty("computerName").GetString(), j.GetProperty("reason").GetString())).ShouldBe([("pc-2", "No queue.")]);
        (await Get("/reports/agents")).EnumerateArray().Select(a => (a.GetProperty("agentVersion").GetString(), a.GetProperty("computers").GetInt64())).ShouldBe([("1.9", 2L)]);
        (await Items("/reports/tasks?class=AutomaticCountermeasure")).Select(t => t.GetProperty("name").GetString()).ShouldBe(["second"]);
    }

    [Theory]
    [InlineData("/reports/tasks/c0ffee00-0000-0000-0000-000000000000/breakdown", 404)]
    [InlineData("/reports/tasks/c0ffee00-0000-0000-0000-000000000000/groups", 404)]
    [InlineData("/reports/tasks/c0ffee00-0000-0000-0000-000000000000/computers/c0ffee00-0000-0000-0000-000000000000", 404)]
    [InlineData("/reports/groups/c0ffee00-0000-0000-0000-000000000000/jobs", 404)]
    [InlineData("/reports/packages/c0ffee00-0000-0000-0000-000000000000/computers", 404)]
    [InlineData("/reports/computers/c0ffee00-0000-0000-0000-000000000000", 404)]
    [InlineData("/reports/tasks?class=happy", 400)]
    [InlineData("/reports/stand-by?after=nonsense", 400)]
    public async Task What_does_not_exist_or_makes_no_sense_is_answered_as_a_problem(string path, int status)
    {
        using var answer = await small.Reporting.Client.GetAsync(new Uri(path, UriKind.Relative));
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    private Task<JsonElement> Get(string path) => small.Reporting.Get(path);

    private async Task<List<JsonElement>> Items(string path)
    {
        var items = new List<JsonElement>();
        for (string? after = ""; after is not null;)
        {
            var page = await Get(after == "" ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={Uri.EscapeDataString(after)}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }

        return items;
    }
}
