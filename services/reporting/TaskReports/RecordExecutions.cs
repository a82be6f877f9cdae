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
    // Rows of one statement: many messages of many lines each may lie in one batch.
    private const int Most = 5_000;

    public Task Consume(ConsumeContext<Batch<ExecutionsProgressed>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ExecutionRequested>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ExecutionProgressed>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<ExecutionEnded>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ExecutionsProgressed>> told)
    {
        foreach (var lines in told.SelectMany(m => m.Message.Executions.Select(e => (m.Message.TaskId, e))).Chunk(Most))
        {
            await ExecutionRows.Write(transaction, [.. lines.Select(line => RowOf(line.TaskId, line.e))]);
            await TimeLine.Write(transaction, [.. lines.Select(line => new TimeLineEntry(
                line.e.ComputerId, line.e.At, line.e.EventId, NameOf(line.e), line.TaskId, null, line.e.Attempt, line.e.State.ToString(), null, line.e.Reason))]);
        }
    }

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ExecutionRequested>> told)
    {
        await ExecutionRows.Write(transaction, [.. told.Select(m => m.Message).Select(m => new ExecutionRow(
            m.TaskId, m.ComputerId, m.ExecutionId, m.StreamVersion, m.Attempt, ExecutionState.Requested, 0, null, m.At, m.At))]);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.At, m.Id, nameof(ExecutionRequested), m.Message.TaskId, null, m.Message.Attempt, nameof(ExecutionState.Requested)))]);
    }

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ExecutionProgressed>> told)
    {
        await ExecutionRows.Write(transaction, [.. told.Select(m => m.Message).Select(m => new ExecutionRow(
            m.TaskId, m.ComputerId, m.ExecutionId, m.StreamVersion, m.Attempt, m.State, m.Progress, null, null, m.At))]);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.At, m.Id, nameof(ExecutionProgressed), m.Message.TaskId, null, m.Message.Attempt, m.Message.State.ToString()))]);
    }

    internal static async Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ExecutionEnded>> told)
    {
        await ExecutionRows.Write(transaction, [.. told.Select(m => m.Message).Select(m => new ExecutionRow(
            m.TaskId, m.ComputerId, m.ExecutionId, m.StreamVersion, m.Attempt, m.State, 100, m.Reason, null, m.At, Error: m.Error))]);
        await TimeLine.Write(transaction, [.. told.Select(m => new TimeLineEntry(
            m.Message.ComputerId, m.Message.At, m.Id, nameof(ExecutionEnded), m.Message.TaskId, null, m.Message.Attempt, m.Message.State.ToString(), null, m.Message.Reason))]);
    }

    private static ExecutionRow RowOf(Guid task, ProgressedExecution e) => new(
        task, e.ComputerId, e.ExecutionId, e.StreamVersion, e.Attempt, e.State, e.Progress, e.Reason, IsFirst(e) ? e.At : null, e.At,
        e.Wave, e.WaitingFor, e.Until);

    // Whoever is sent its instruction at once is told of once: that its first word says Dispatched does not make it less asked for.
    private static bool IsFirst(ProgressedExecution e) => e.State == ExecutionState.Requested || e.StreamVersion == 1;

    // As the time line has always called it, whatever message brought it.
    private static string NameOf(ProgressedExecution e) => IsFirst(e) ? nameof(ExecutionRequested) : nameof(ExecutionProgressed);
}
