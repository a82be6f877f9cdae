using System.Net;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>What a security policy wants becomes a task, and leaves the list when its enforcement is unset.</summary>
[Collection(nameof(TaskRoom))]
public sealed class CountermeasureTests(TaskRoom room)
{
    [Fact]
    public async Task A_countermeasure_is_a_task_once_and_is_called_off_and_gone_when_its_enforcement_is_unset()
    {
        var agent = await room.Computer();
        var (policy, first, late, again) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var package = await room.Package();
        CountermeasureWanted Wanted(Guid id, long version) => new(
            id, policy, version, Enforcement.MandatorySoftware, "Desktops: Editor is missing", [agent.Id], package, null, null, null, DateTimeOffset.UtcNow);

        await room.Says(Wanted(first, 3), Wanted(first, 3));
        var sent = await agent.Receives<ExecuteTask>();
        sent.TaskId.ShouldBe(first);
        var task = await room.Get($"/tasks/{first}");
        task.GetProperty("class").GetString().ShouldBe("AutomaticCountermeasure");
        task.GetProperty("for").GetProperty("policyId").GetGuid().ShouldBe(policy);

        await room.Says(new EnforcementUnset(policy, 4, Enforcement.MandatorySoftware, null, DateTimeOffset.UtcNow));
        (await agent.Receives<CancelExecution>()).ExecutionId.ShouldBe(sent.ExecutionId);
        await Eventually.Holds(
            async () => (await room.Client.GetAsync(new Uri($"/tasks/{first}", UriKind.Relative))).StatusCode, status => status == HttpStatusCode.NotFound,
            "the countermeasure has left the list");

        // What an older version of the policy wanted comes too late; what a later one wants is made.
        await room.Says(Wanted(late, 3), Wanted(again, 5));
        (await agent.Receives<ExecuteTask>()).TaskId.ShouldBe(again);
        (await room.Client.GetAsync(new Uri($"/tasks/{late}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
