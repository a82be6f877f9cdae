using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>Three reports of every computer recorded, while progress is polled, beside saves of 1,000 events into 1,000 streams by the store alone, without any document.</summary>
internal static class IngestSuite
{
    public static async Task RunAsync(Report report, bool quick)
    {
        var count = report.ComputersOr(quick ? 3_000 : 100_000);
        await using var fleet = await Fleet.GatherAsync(count, queues: false);
        await using var alone = await StoreAlone.OpenAsync(fleet, projects: false);
        await alone.SaveAsync(fleet.Computers);
        var ceiling = await Work.OnAsync(count, () => alone.SaveAsync(fleet.Computers));
        var (task, _) = await fleet.CreateTaskAsync();
        await fleet.IssuedAsync(task);
        Fleet.Say($"the task is issued; the store alone saves {ceiling.Rate:N0} events/s");

        var now = DateTimeOffset.UtcNow;
        // Nobody takes the reports while they are sent: that they can be sent fast is not what is measured.
        var recording = fleet.Service.Services.GetServices<IHostedService>().OfType<RecordReports>().Single();
        await recording.StopAsync(CancellationToken.None);
        var reports = fleet.Computers.Select(computer => (Computer: computer, Execution: ExecutionDecisions.IdFor(task, computer))).ToList();
        foreach (var make in new Func<Guid, object>[]
        {
            id => new InstructionAccepted(id, 1, now),
            id => new ActionFinished(id, 1, 1, ActionOutcome.Succeeded, 0, new string('x', 200), null, now, now),
        })
            await SendAsync(make);
        await SendAsync(id => new ExecutionFinished(id, 1, ExecutionState.Succeeded, null, now));
        Fleet.Say("all reports lie in the queue");
        var polls = new List<double>();
        var work = await Work.OnAsync(count * 3, async () =>
        {
            await recording.StartAsync(CancellationToken.None);
            var all = Stopwatch.StartNew();
            while (true)
            {
                var poll = Stopwatch.StartNew();
                var progress = await fleet.Service.Client.GetFromJsonAsync<JsonElement>($"/tasks/{task}/progress");
                polls.Add(poll.Elapsed.TotalMilliseconds);
                // The poll says it all: a count over the executions would be a good part of the work measured.
                var succeeded = progress.GetProperty("succeeded").GetInt32();
                if (succeeded == count)
                    return;
                if (all.Elapsed > TimeSpan.FromMinutes(20))
                    throw new TimeoutException($"{succeeded} of {count} have succeeded.");
                await Task.Delay(100);
            }
        });
        var rate = await RateAsync(fleet);
        polls.Sort();
        var p95 = polls[(int)(polls.Count * 0.95)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {count:N0} computers, three reports each: recorded {rate:N0} reports/s, the store alone {ceiling.Rate:N0} events/s, a poll of progress p95 {p95:N0} ms,
            processor time of each, of this process + the broker + the database: a report {work.Cpu}, an event saved by the store alone {ceiling.Cpu}
            """));
        report.Figure("reports recorded / store's saves of 1,000", rate / ceiling.Rate, 0.5);
        report.Figure("poll of progress, p95 ms", p95, 100, atMost: true);

        async Task SendAsync(Func<Guid, object> make) => await BareClient.PublishAsync(
            fleet.Connection, AgentQueue.ReportExchange,
            [.. reports.Select(r =>
            {
                var said = make(r.Execution);
                return (AgentQueue.ReportRoutingKey(r.Computer), $"urn:message:Distribution.Contracts.Agents.V1:{said.GetType().Name}", BareClient.Json(said));
            })]);
    }

    // The time between the first and the last recorded report, by the log's own clock.
    private static async Task<double> RateAsync(Fleet fleet)
    {
        const string reported = "type in ('execution_accepted', 'action_ended', 'execution_succeeded')";
        var events = await fleet.ScalarAsync($"select count(*) from mt_events where {reported}");
        var milliseconds = await fleet.ScalarAsync(
            $"select (extract(epoch from max(timestamp) - min(timestamp)) * 1000)::bigint from mt_events where {reported}");
        return events * 1_000.0 / Math.Max(1, milliseconds);
    }
}
