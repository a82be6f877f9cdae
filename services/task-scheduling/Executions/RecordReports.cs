using System.Data.Common;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Takes what the agents say, in batches: one read of the streams, pure decisions, one append (street, step 8).</summary>
internal sealed class RecordReports(BrokerAddress address, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecordReports> logger) : BackgroundService
{
    /// <summary>This service's queue of every agent's reports.</summary>
    public const string Queue = "task-scheduling.agent-reports";

    private const int WorthDividing = 100;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DeliveredBatches(address, Queue, "task-scheduling-reports", logger).RunAsync(DeclareAsync, RecordAsync, stoppingToken);

    private static async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        await AgentTopology.DeclareAsync(channel, ct);
        await DeliveredBatches.DeclareQueueAsync(channel, Queue, ct);
        await channel.QueueBindAsync(Queue, AgentQueue.ReportExchange, AgentQueue.EveryReport, cancellationToken: ct);
    }

    private async Task<IReadOnlyList<Refused>> RecordAsync(IReadOnlyList<Delivered> batch, CancellationToken ct)
    {
        var refused = new List<Refused>();
        var reports = new List<(Delivered Message, AgentReport Report)>();
        foreach (var message in batch)
        {
            if (AgentReport.Read(message, out var reason) is { } report)
                reports.Add((message, report));
            else
                refused.Add(new(message, reason!));
        }

        // Two at a time: while the database works on one half, the other is read and decided. All of one execution is in the same half.
        var halves = reports.GroupBy(r => reports.Count < WorthDividing ? 0 : r.Report.ExecutionId.GetHashCode() & 1);
        foreach (var some in await Task.WhenAll(halves.Select(half => SaveByCorrelationAsync(half, ct))))
            refused.AddRange(some);
        return refused;
    }

    // Events keep the correlation of the request that caused them; a wave of reports mostly shares one.
    private async Task<List<Refused>> SaveByCorrelationAsync(IEnumerable<(Delivered Message, AgentReport Report)> reports, CancellationToken ct)
    {
        var refused = new List<Refused>();
        foreach (var alike in reports.GroupBy(r => r.Message.Properties.CorrelationId))
            refused.AddRange(await SaveAsync([.. alike], ct));
        return refused;
    }

    private async Task<IReadOnlyList<Refused>> SaveAsync(IReadOnlyList<(Delivered Message, AgentReport Report)> reports, CancellationToken ct)
    {
        try
        {
            await DecideAsync(reports, ct);
            return [];
        }
        // One report that the database refuses must not hold up the others: each is saved alone, and only that one is put aside.
#pragma warning disable CA1031
        catch (Exception fault) when (!ct.IsCancellationRequested && fault is not (OperationCanceledException or DbException { IsTransient: true }))
#pragma warning restore CA1031
        {
            if (reports.Count == 1)
                return [new(reports[0].Message, fault.Message)];
            var refused = new List<Refused>();
            foreach (var one in reports)
                refused.AddRange(await SaveAsync([one], ct));
            // What refuses every one of many is no fault of theirs: they come again.
            return refused.Count < reports.Count ? refused : throw new InvalidOperationException("No report of a batch could be saved.", fault);
        }
    }

    private async Task DecideAsync(IReadOnlyList<(Delivered Message, AgentReport Report)> reports, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var correlation = scope.ServiceProvider.GetRequiredService<Correlation>();
        var first = reports[0].Message.Properties;
        var trace = AgentReport.TraceOf(first);
        using var span = Spans.Process("agent reports", trace);
        foreach (var (message, report) in reports)
            TellSpan(message, report);
        (correlation.Id, correlation.Cause, correlation.TraceParent) = (first.CorrelationId, first.MessageId, span?.Id ?? trace);
        var said = reports.ToLookup(r => r.Report.ExecutionId, r => r.Report);
        var now = clock.GetUtcNow();
        await scope.ServiceProvider.GetRequiredService<ExecutionPages>().DecideAsync(
            [.. said.Select(execution => execution.Key)],
            state => state is null ? [] : Decide(state, said[state.Id], now),
            ct);
    }

    // Agents send no spans: what they did stands in their reports.
    private static void TellSpan(Delivered message, AgentReport report)
    {
        if (report.Body is ActionFinished done)
        {
            Spans.Past(
                $"action {done.Action}", AgentReport.TraceOf(message.Properties), done.StartedAt, done.EndedAt,
                new("distribution.computer.id", report.ComputerId), new("distribution.execution.id", report.ExecutionId), new("distribution.outcome", done.Outcome.ToString()));
        }
    }

    private static List<object> Decide(Execution state, IEnumerable<AgentReport> said, DateTimeOffset now)
    {
        var decided = new List<object>();
        foreach (var report in said)
        {
            var events = ExecutionReports.Report(state, report.ComputerId, report.Body, now);
            state = events.Aggregate(state, (before, @event) => Execution.Evolve(before, @event)!);
            decided.AddRange(events);
        }

        return decided;
    }
}
