using System.Globalization;
using System.Text;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>One computer says more than a whole fleet: what the others say is recorded all the same, and nothing grows with it.</summary>
[Collection(nameof(TaskRoom))]
public sealed class FloodTests(TaskRoom room)
{
    private const int AtOnce = 500;
    private const long MostBytes = 200L << 20;

    // 20,000 in every run; REPORT_FLOOD=1000000 asks for the million.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("REPORT_FLOOD") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_computer_that_floods_the_reports_holds_up_nobody_and_fills_no_memory()
    {
        var (flooder, other) = (await room.Computer(), await room.Computer());
        await room.Task(StreetTests.Install(await room.Package(), [flooder.Id, other.Id]));
        var its = await flooder.Receives<ExecuteTask>();
        var instruction = await other.Receives<ExecuteTask>();
        var (before, most, bad) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        for (var n = 0; n < Count; n += AtOnce)
        {
            var some = Enumerable.Range(n, AtOnce).Select(number => (number % 1_000) switch
            {
                0 => flooder.Sends(Encoding.UTF8.GetBytes("{ no json"), "urn:message:Distribution.Contracts.Agents.V1:ActionFinished"),
                < 500 => flooder.Reports(new InstructionAccepted(its.ExecutionId, its.Attempt, DateTimeOffset.UtcNow)),
                _ => flooder.Reports(new InstructionAccepted(Guid.NewGuid(), 1, DateTimeOffset.UtcNow)),
            });
            await Task.WhenAll(some);
            bad += Enumerable.Range(n, AtOnce).Count(number => number % 1_000 == 0);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            if (n == Count / 2 / AtOnce * AtOnce)
                await other.CarriesOut(instruction);
        }

        await room.Execution(instruction.ExecutionId, "Succeeded");
        await room.HasPutAside("task-scheduling.agent-reports_error", bad);
        (await room.History(its.ExecutionId)).Count(name => name == "ExecutionAccepted").ShouldBe(1);
        most.ShouldBeLessThan(MostBytes);
    }
}
