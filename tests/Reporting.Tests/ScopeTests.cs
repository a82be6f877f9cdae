using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.Reporting.Tests;

/// <summary>Whoever has rights for one ID group reads the reports of its tasks and computers, and no others.</summary>
public sealed class ScopeTests(ReportingService reporting) : IClassFixture<ReportingService>
{
    [Fact]
    public async Task Reports_of_elsewhere_are_not_there()
    {
        var now = DateTimeOffset.UtcNow;
        Guid Id() => Guid.CreateVersion7();
        var (ours, theirs, our, their) = (Id(), Id(), Id(), Id());
        var (ourTask, namedTask, widenedTask, theirTask, mixedTask, centralTask, sharedTask) = (Id(), Id(), Id(), Id(), Id(), Id(), Id());
        object Task(Guid id, Guid[] computers, Guid[] groups, params Guid[]? madeFor) => new TaskCreated(id, 1, "t", TaskKind.Distribution, TaskClass.Administrator, computers, groups, [], null, null, now, madeFor);
        await reporting.HearsOf(
            new GroupCreated(ours, 1, "Ours", now), new GroupCreated(theirs, 1, "Theirs", now),
            new ComputerEnrolled(our, 1, "our", "linux", "x64", now), new ComputerEnrolled(their, 1, "their", "linux", "x64", now),
            new ComputerJoinedGroup(ours, our, 1, now), new ComputerJoinedGroup(theirs, their, 1, now),
            Task(ourTask, [], [ours], null), Task(namedTask, [our], [], ours), Task(widenedTask, [our, their], [], ours), Task(theirTask, [], [theirs], null),
            Task(mixedTask, [their], [ours], null), Task(centralTask, [our], [], null), Task(sharedTask, [our], [], ours, theirs));
        using var department = reporting.Service.ClientOf(new Caller("d", "Department", CallerKind.Person, ["system-administrator"], [ours]));

        var listed = (await department.GetFromJsonAsync<JsonElement>("/reports/tasks?limit=1000")).GetProperty("items").EnumerateArray().Select(t => t.GetProperty("id").GetGuid());
        listed.ShouldBe([ourTask, namedTask, widenedTask], ignoreOrder: true, "as task-scheduling lists them");
        foreach (var path in new[] { $"/reports/tasks/{ourTask}", $"/reports/tasks/{namedTask}/computers", $"/reports/computers/{our}/history", $"/reports/groups/{ours}/jobs" })
            (await department.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);

        (await ForeignRoutes.OpenToAsync(reporting.Service, department, pattern => pattern.Contains("/tasks/", StringComparison.Ordinal)
            ? new[] { theirTask, mixedTask, centralTask, sharedTask }.Select(task => new[] { ("id", task), ("computerId", their) })
            : [[("id", pattern.Contains("/groups/", StringComparison.Ordinal) ? theirs : their)]])).ShouldBeEmpty();
        foreach (var path in new[] { "/reports/overview", "/reports/exports/computers", "/changes" })
            (await department.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
    }
}
