using System.Diagnostics;
using System.Globalization;
using Distribution.Contracts;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>One task for the whole fleet: the answer, every instruction in its queue, and the call-off, beside bare publishes into the same queues.</summary>
internal static class DispatchSuite
{
    public static async Task RunAsync(Report report, bool quick)
    {
        var count = quick ? 2_000 : 100_000;
        await using var fleet = await Fleet.GatherAsync(count, queues: true);
        var body = BareClient.Json(new ExecuteTask(
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), 1, "Everywhere",
            [new ActionInstruction(1, ActionKind.Run, "true", null, null, null, "true", null, null, null, 3_600)], null, null, false));
        List<(string, string, byte[])> bare = [.. fleet.Computers.Select(computer => (AgentQueue.RoutingKey(computer), "benchmark", body))];
        // The first pass warms the queues and the client: a cold ceiling would flatter us.
        await BareClient.PublishAsync(fleet.Connection, AgentQueue.Exchange, bare);
        var ceiling = await BareClient.PublishAsync(fleet.Connection, AgentQueue.Exchange, bare);

        var watch = Stopwatch.StartNew();
        var (task, answered) = await fleet.CreateTaskAsync();
        await fleet.IssuedAsync(task);
        var issued = count / watch.Elapsed.TotalSeconds;
        watch.Restart();
        using (var cancelled = await fleet.Service.Client.PostAsync(
            new Uri($"/tasks/{task}/cancel", UriKind.Relative), new StringContent("{}", null, "application/json")))
            cancelled.EnsureSuccessStatusCode();
        await Testing.Eventually.Holds(
            () => fleet.ScalarAsync("select count(*) from mt_doc_execution where data ->> 'CancelAsked' = 'true'"), asked => asked == count, "all are called off", TimeSpan.FromMinutes(15));
        await fleet.IssuedAsync(task);
        var called = count / watch.Elapsed.TotalSeconds;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {count:N0} computers: bare publishes {ceiling:N0}/s, task to all queues {issued:N0}/s, call-off to all queues {called:N0}/s,
            creation answered in {answered.TotalMilliseconds:N0} ms, memory of service and benchmark together {Environment.WorkingSet / 1_048_576:N0} MB
            """));
        report.Figure("creation answered, seconds", answered.TotalSeconds, 1, atMost: true);
        report.Figure("task to all queues / bare publishes", issued / ceiling, 0.7);
        report.Figure("call-off to all queues / bare publishes", called / ceiling, 0.7);
        report.Figure("memory, MB", Environment.WorkingSet / 1_048_576.0, 500, atMost: true);
    }
}
