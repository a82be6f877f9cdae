using System.Diagnostics;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class An_agent_that_is_killed
{
    private const int Actions = 5;

    // As many kills as fit in a minute of a build server; DISTRIBUTION_KILLS=300 is the whole show.
    private static readonly int kills = int.TryParse(Environment.GetEnvironmentVariable("DISTRIBUTION_KILLS"), out var wanted) ? wanted : 40;
    private readonly Random random = new(20260301);

    [Fact]
    public async Task Killed_again_and_again_at_random_it_runs_every_action_exactly_once_and_tells_each_result_once()
    {
        await using var server = await PlayedServer.StartAsync("kills");
        using var agent = new AgentProcess(server);
        var tasks = new List<ExecuteTask>();
        var patience = 1.0;
        for (var kill = 0; kill < kills; kill++)
        {
            // Always something to do, so that no kill meets an idle agent.
            while (tasks.Count(task => !HasEnded(server, task)) < 3)
                await SendAsync(server, agent, tasks);
            var before = WrittenBy(agent);
            agent.Start();
            await Task.Delay((int)(random.Next(150, 1600) * patience));
            agent.Kill();
            // On a busy computer an agent needs longer for its start alone, and must get on now and then.
            patience = WrittenBy(agent) == before ? patience * 1.3 : Math.Max(1, patience / 1.1);
        }
        agent.Start();

        foreach (var task in tasks)
            (await server.FinalOf(task, TimeSpan.FromMinutes(3))).Text("state").ShouldBe("Succeeded", agent.Log);
        tasks.Count.ShouldBeGreaterThan(3, "the agent got on between the kills");
        Lines(agent).ShouldBe(tasks.SelectMany((_, n) => Enumerable.Range(1, Actions).Select(action => $"{n + 1}.{action}")));
        AssertToldOnce(server, tasks);
    }

    [Fact]
    public async Task Killed_with_all_its_installers_it_runs_nothing_twice_and_says_what_was_interrupted()
    {
        await using var server = await PlayedServer.StartAsync("power");
        using var agent = new AgentProcess(server);
        var tasks = new List<ExecuteTask>();
        for (var cut = 0; cut < 15; cut++)
        {
            if (tasks.Count == 0 || HasEnded(server, tasks[^1]))
                await SendAsync(server, agent, tasks);
            agent.Start();
            await Task.Delay(random.Next(300, 1500));
            agent.CutPower();
        }
        agent.Start();

        foreach (var task in tasks)
            await server.FinalOf(task, TimeSpan.FromMinutes(2));
        var lines = Lines(agent);
        lines.Distinct().Count().ShouldBe(lines.Length, "nothing ran twice");
        for (var n = 0; n < tasks.Count; n++)
        {
            foreach (var action in server.Of(tasks[n]).Where(report => report.Kind == "ActionFinished"))
            {
                if (action.Text("outcome") == "Succeeded")
                    lines.ShouldContain($"{n + 1}.{action.Text("action")}");
                else
                    action.Text("outcome").ShouldBe("Interrupted");
            }
        }
        AssertToldOnce(server, tasks);
    }

    [Fact]
    public async Task Killed_right_after_each_of_its_journal_s_writes_it_ends_the_task_rightly()
    {
        await using var server = await PlayedServer.StartAsync("writes");
        using var agent = new AgentProcess(server);
        var tasks = new List<ExecuteTask>();
        agent.Start();
        await Eventually.Holds(() => Task.FromResult(File.Exists(agent.Journal) ? "there" : agent.Log), said => said == "there", "the journal is there");
        // A task of one action is eight writes: received, begun, ended, done, and four reports confirmed.
        for (var write = 1; write <= 8; write++)
        {
            var task = server.Task(Line(agent, tasks.Count + 1, 1));
            var killing = KillAfter(agent, write);
            tasks.Add(task);
            await server.SendAsync(task);
            await killing;
            agent.Start();
            (await server.FinalOf(task)).Text("state").ShouldBe("Succeeded", $"write {write}: {agent.Log}");
            await Eventually.Holds(() => Task.FromResult(ReportsIn(agent)), waiting => waiting == 0, "every report is confirmed");
        }
        Lines(agent).ShouldBe(tasks.Select((_, n) => $"{n + 1}.1"));
        AssertToldOnce(server, tasks);
    }

    private static async Task KillAfter(AgentProcess agent, int writes)
    {
        var length = new FileInfo(agent.Journal).Length;
        await Task.Run(() =>
        {
            var limit = Stopwatch.StartNew();
            while (writes > 0 && limit.Elapsed < TimeSpan.FromSeconds(15))
            {
                var now = new FileInfo(agent.Journal).Length;
                if (now != length)
                    writes--;
                length = now;
            }
            agent.Kill();
        });
    }

    private static long WrittenBy(AgentProcess agent) => File.Exists(agent.Journal) ? new FileInfo(agent.Journal).Length : 0;

    private static int ReportsIn(AgentProcess agent) => Journals.Journal.Peek(agent.Journal).Reports.Count;

    private static void AssertToldOnce(PlayedServer server, IReadOnlyList<ExecuteTask> tasks)
    {
        foreach (var task in tasks)
        {
            server.Of(task).Count(report => report.Kind == "ExecutionFinished").ShouldBe(1);
            // A report told again after a kill is the same message, word for word.
            server.Deliveries.Where(report => report.ExecutionId == task.ExecutionId)
                .GroupBy(report => report.MessageId)
                .ShouldAllBe(same => same.Select(report => report.Body.GetRawText()).Distinct().Count() == 1);
        }
    }

    private static bool HasEnded(PlayedServer server, ExecuteTask task) => server.Of(task).Any(report => report.Kind == "ExecutionFinished");

    private static async Task SendAsync(PlayedServer server, AgentProcess agent, List<ExecuteTask> tasks)
    {
        var n = tasks.Count + 1;
        tasks.Add(server.Task([.. Enumerable.Range(1, Actions).Select(action => Line(agent, n, action))]) with { StopOnFirstError = false });
        await server.SendAsync(tasks[^1]);
        // The same instruction twice: a broker delivers at least once.
        await server.SendAsync(tasks[^1]);
    }

    private static ActionInstruction Line(AgentProcess agent, int task, int action) =>
        Do.Run(action, $"/bin/sh -c 'sleep 0.1; echo {task}.{action} >> {agent.Root}/count; sleep 0.1'");

    private static string[] Lines(AgentProcess agent) =>
        File.Exists(Path.Combine(agent.Root, "count")) ? File.ReadAllLines(Path.Combine(agent.Root, "count")) : [];
}
