using System.Globalization;
using Distribution.Contracts;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>One task for the whole fleet: the answer, every instruction in its queue, and the call-off, beside bare publishes into the same queues.</summary>
internal static class DispatchSuite
{
    public static async Task RunAsync(Report report, bool quick)
    {
        var count = report.ComputersOr(quick ? 5_000 : 100_000);
        await using var fleet = await Fleet.GatherAsync(count, queues: true);
        var body = BareClient.Json(new ExecuteTask(
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), 1, "Everywhere",
            [new ActionInstruction(1, ActionKind.Run, "true", null, null, null, "true", null, null, null, 3_600)], null, null, false));
        List<(string, string, byte[])> bare = [.. fleet.Computers.Select(computer => (AgentQueue.RoutingKey(computer), "benchmark", body))];
        // The first pass warms the queues and the client: a cold ceiling would flatter us.
        await BareClient.PublishAsync(fleet.Connection, AgentQueue.Exchange, bare);
        Fleet.Say("the queues are warm");
        // A tenth of the fleet first: it compiles what the whole will run, and shows whether the work grows with the fleet alone.
        var tenth = await IssueAsync(fleet, [.. fleet.Computers.Take(count / 10)]);
        Fleet.Say($"a tenth has its instructions after {tenth.Work.Seconds:N1} s");
        var ceiling = await Work.OnAsync(count, () => BareClient.PublishAsync(fleet.Connection, AgentQueue.Exchange, bare));
        // What the record alone costs: an event, a stream and the document of each execution, without a word to anybody.
        await using var alone = await StoreAlone.OpenAsync(fleet, projects: true);
        await alone.SaveAsync([.. fleet.Computers.Take(count / 10)]);
        var record = await Work.OnAsync(count, () => alone.SaveAsync(fleet.Computers));
        Fleet.Say($"bare publishes {ceiling.Rate:N0}/s, the store alone {record.Rate:N0}/s");
        var whole = await IssueAsync(fleet, fleet.Computers);
        Fleet.Say($"all have their instructions after {whole.Work.Seconds:N1} s");
        var called = await Work.OnAsync(count, async () =>
        {
            using (var cancelled = await fleet.Service.Client.PostAsync(
                new Uri($"/tasks/{whole.Task}/cancel", UriKind.Relative), new StringContent("{}", null, "application/json")))
                cancelled.EnsureSuccessStatusCode();
            // In the order of their ids: to count them all again and again would be a good part of the work measured.
            await Testing.Eventually.Holds(
                () => fleet.ScalarAsync(
                    $"select (data ->> 'CancelAsked' = 'true')::int::bigint from mt_doc_execution where data ->> 'TaskId' = '{whole.Task}' order by id desc limit 1"),
                asked => asked == 1, "the last is called off", TimeSpan.FromMinutes(15));
            await fleet.IssuedAsync(whole.Task);
        });
        var asked = await fleet.ScalarAsync($"select count(*) from mt_doc_execution where data ->> 'CancelAsked' = 'true' and data ->> 'TaskId' = '{whole.Task}'");
        if (asked != count)
            throw new InvalidOperationException($"{asked} of {count} are called off.");
        var exponent = Math.Log(whole.Work.Seconds / tenth.Work.Seconds, 10);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {count:N0} computers: bare publishes {ceiling.Rate:N0}/s, the store alone {record.Rate:N0}/s, task to all queues {whole.Work.Rate:N0}/s, call-off to all queues {called.Rate:N0}/s,
            processor time per computer, of this process + the broker + the database: bare {ceiling.Cpu}, store alone {record.Cpu}, task {whole.Work.Cpu}, call-off {called.Cpu},
            creation answered in {whole.Answered.TotalMilliseconds:N0} ms, memory of service and benchmark together {Environment.WorkingSet / 1_048_576:N0} MB,
            growth from {count / 10:N0} to {count:N0} computers: exponent {exponent:N2}
            """));
        report.Figure("creation answered, seconds", whole.Answered.TotalSeconds, 1, atMost: true);
        report.Figure("task to all queues / bare publishes", whole.Work.Rate / ceiling.Rate, 0.7);
        report.Figure("call-off to all queues / bare publishes", called.Rate / ceiling.Rate, 0.7);
        report.Figure("memory, MB", Environment.WorkingSet / 1_048_576.0, 500, atMost: true);
        report.Figure("growth with the fleet, exponent", exponent, 1.1, atMost: true);
    }

    private static async Task<(Guid Task, TimeSpan Answered, Work Work)> IssueAsync(Fleet fleet, IReadOnlyList<Guid> computers)
    {
        var (task, answered) = (Guid.Empty, TimeSpan.Zero);
        var work = await Work.OnAsync(computers.Count, async () =>
        {
            (task, answered) = await fleet.CreateTaskAsync(computers);
            await fleet.IssuedAsync(task);
        });
        return (task, answered, work);
    }
}
