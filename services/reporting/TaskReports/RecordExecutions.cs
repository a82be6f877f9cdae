using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.ComputerHistory;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>Keeps where each task stands on each computer, and says so in the computer's time line (street, step 10).</summary>
internal sealed class RecordExecutions(NpgsqlDataSource database)
    : IConsumer<Batch<ExecutionsProgressed>>, IConsumer<Batch<ExecutionRequested>>, IConsumer<Batch<ExecutionProgressed>>, IConsumer<Batch<ExecutionEnded>>
{
    // Rows of one transaction: many messages of many lines each may lie in one batch.
    private const int Most = 5_000;

    public async Task Consume(ConsumeContext<Batch<ExecutionsProgressed>> context)
    {
        foreach (var told in context.Message.SelectMany(m => m.Message.Executions.Select(e => (m.Message.TaskId, e))).Chunk(Most))
        {
            await Write(
                told.Select(line => RowOf(line.TaskId, line.e)),
                told.Select(line => new TimeLineEntry(
                    line.e.ComputerId, line.e.At, line.e.EventId, NameOf(line.e.State), line.TaskId, null, line.e.Attempt, line.e.State.ToString(), null, line.e.Reason)),
                context.CancellationToken);
        }
    }

    public Task Consume(ConsumeContext<Batch<ExecutionRequested>> context) => Write(
        context.Message.Select(m => m.Message).Select(m => new ExecutionRow(
            m.TaskId, m.ComputerId, m.ExecutionId, m.StreamVersion, m.Attempt, ExecutionState.Requested, 0, null, m.At, m.At)),
        context.Message.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.At, m.EventId(), nameof(ExecutionRequested), m.Message.TaskId, null, m.Message.Attempt, nameof(ExecutionState.Requested))),
        context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ExecutionProgressed>> context) => Write(
        context.Message.Select(m => m.Message).Select(m => new ExecutionRow(
            m.TaskId, m.ComputerId, m.ExecutionId, m.StreamVersion, m.Attempt, m.State, m.Progress, null, null, m.At)),
        context.Message.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.At, m.EventId(), nameof(ExecutionProgressed), m.Message.TaskId, null, m.Message.Attempt, m.Message.State.ToString())),
        context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ExecutionEnded>> context) => Write(
        context.Message.Select(m => m.Message).Select(m => new ExecutionRow(
            m.TaskId, m.ComputerId, m.ExecutionId, m.StreamVersion, m.Attempt, m.State, 100, m.Reason, null, m.At)),
        context.Message.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.At, m.EventId(), nameof(ExecutionEnded), m.Message.TaskId, null, m.Message.Attempt, m.Message.State.ToString(), null, m.Message.Reason)),
        context.CancellationToken);

    private static ExecutionRow RowOf(Guid task, ProgressedExecution e) => new(
        task, e.ComputerId, e.ExecutionId, e.StreamVersion, e.Attempt, e.State, e.Progress, e.Reason, e.State == ExecutionState.Requested ? e.At : null, e.At);

    // As the time line has always called it, whatever message brought it.
    private static string NameOf(ExecutionState state) => state == ExecutionState.Requested ? nameof(ExecutionRequested) : nameof(ExecutionProgressed);

    private Task Write(IEnumerable<ExecutionRow> rows, IEnumerable<TimeLineEntry> lines, CancellationToken cancel) => database.InOneTransaction(
        async transaction =>
        {
            await ExecutionRows.Write(transaction, [.. rows]);
            await TimeLine.Write(transaction, [.. lines]);
        },
        cancel);
}
