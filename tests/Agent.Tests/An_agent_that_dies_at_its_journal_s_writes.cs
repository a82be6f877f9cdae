using System.Diagnostics;
using System.Text.Json;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class An_agent_that_dies_at_its_journal_s_writes
{
    private const int Deaths = 260;
    private const int Actions = 5;

    [Fact]
    public async Task Two_hundred_and_sixty_deaths_at_random_writes_and_every_action_of_every_task_ran_exactly_once()
    {
        using var agent = new CrashingAgent();
        var random = new Random(6);
        var (tasks, held) = (new List<ExecuteTask>(), new List<ExecuteTask>());
        var running = Stopwatch.StartNew();
        for (var deaths = 0; deaths < Deaths;)
        {
            // One task after another, so that nearly every death falls into the middle of one.
            if (held.Count == 0 && Ended(agent) == tasks.Count)
            {
                tasks.Add(Task(agent, tasks.Count + 1));
                held.Add(tasks[^1]);
            }
            if (await agent.Live(held, random.Next(1, 5), random.Next(2) == 0).WaitAsync(TimeSpan.FromMinutes(1)))
                deaths++;
        }
        await agent.Live(held, null, false).WaitAsync(TimeSpan.FromMinutes(2));

        TestContext.Current.SendDiagnosticMessage($"{Deaths} deaths in {tasks.Count} tasks, {running.Elapsed.TotalSeconds:0} s.");
        Ended(agent).ShouldBe(tasks.Count);
        File.ReadAllLines(Path.Combine(agent.Root, "count")).ShouldBe(tasks.SelectMany((_, n) => Enumerable.Range(1, Actions).Select(action => $"{n + 1}.{action}")));
        // A report told again is the same message, word for word; and each fact is told in the order in which it happened.
        agent.Told.GroupBy(report => report.Id).ShouldAllBe(same => same.Select(report => report.Body).Distinct().Count() == 1);
        foreach (var task in tasks)
        {
            var kinds = agent.Told.DistinctBy(report => report.Id).Where(report => report.Body.Contains($"{task.ExecutionId:D}", StringComparison.Ordinal))
                .Select(report => report.Type[(report.Type.LastIndexOf(':') + 1)..]);
            kinds.ShouldBe(["InstructionAccepted", .. Enumerable.Repeat<string[]>(["ActionStarted", "ActionFinished"], Actions).SelectMany(pair => pair), "ExecutionFinished"]);
        }
    }

    private static int Ended(CrashingAgent agent) => agent.Told
        .Where(report => report.Type.EndsWith(":ExecutionFinished", StringComparison.Ordinal))
        .DistinctBy(report => report.Id)
        .Count(report => JsonDocument.Parse(report.Body).RootElement.GetProperty("state").GetString() == "Succeeded");

    private static ExecuteTask Task(CrashingAgent agent, int number) => Facts.Task() with
    {
        TaskName = $"task {number}",
        Actions = [.. Enumerable.Range(1, Actions).Select(action => Do.Run(action, $"/bin/sh -c 'echo {number}.{action} >> {agent.Root}/count'"))],
    };
}
