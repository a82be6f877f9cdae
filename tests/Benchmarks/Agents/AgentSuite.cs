using System.Globalization;

namespace Distribution.Benchmarks.Agents;

/// <summary>What the agent costs the computer that it is on: its start, and its idling while connected.</summary>
internal static class AgentSuite
{
    private const double MostMegabytes = 60;
    private const double MostStart = 1_000;
    private const double MostCpu = 1;

    public static async Task RunAsync(Report report, bool quick)
    {
        await using var agent = await PublishedAgent.PrepareAsync();
        List<double> starts = [];
        for (var n = 0; n < (quick ? 3 : 9); n++)
        {
            starts.Add((await agent.StartAsync($"data-{n}")).TotalMilliseconds);
            agent.Stop();
        }

        await agent.StartAsync("data-0");
        await agent.ConnectedAsync();
        // What a start leaves behind is not idling.
        await Task.Delay(TimeSpan.FromSeconds(quick ? 10 : 60));
        var before = agent.Read();
        var window = TimeSpan.FromSeconds(quick ? 20 : 120);
        await Task.Delay(window);
        var after = agent.Read();
        var cpu = 100 * (after.Cpu - before.Cpu) / window;
        starts.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"agent, published for linux-x64: ready after {starts[starts.Count / 2]:N0} ms (median of {starts.Count}); idle {after.Megabytes:N1} MB resident, {cpu:N2} % of one core over {window.TotalSeconds:N0} s"));
        report.Figure("agent start to ready, ms", starts[starts.Count / 2], MostStart, atMost: true);
        report.Figure("agent idle memory, MB", after.Megabytes, MostMegabytes, atMost: true);
        report.Figure("agent idle processor, % of a core", cpu, MostCpu, atMost: true);
    }
}
