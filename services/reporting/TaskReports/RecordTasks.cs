using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>Keeps what each task is and what became of it; each message owns columns of its own, so their order is free.</summary>
internal sealed class RecordTasks(NpgsqlDataSource database) :
    IConsumer<Batch<TaskCreated>>, IConsumer<Batch<TaskEdited>>, IConsumer<Batch<TaskStarted>>, IConsumer<Batch<TaskCompleted>>,
    IConsumer<Batch<TaskReopened>>, IConsumer<Batch<TaskCancelled>>, IConsumer<Batch<TaskRemoved>>
{
    private const string Start = """
        insert into tasks as held (task_id, started_at, changed)
        select task_id, min(at), pg_current_xact_id() from unnest(@TaskId, @At) as told (task_id, at) group by task_id order by task_id
        on conflict (task_id) do update set started_at = excluded.started_at, changed = excluded.changed
        where held.started_at is null or held.started_at > excluded.started_at
        """;

    // The verdict is the scheduling's: it alone knows whether every destination has been asked. A null one opens the task again.
    private const string Judge = """
        insert into tasks as held (task_id, verdict, verdict_at, verdict_version, changed)
        select distinct on (task_id) task_id, verdict, at, version, pg_current_xact_id()
        from unnest(@TaskId, @Verdict, @At, @Version) as told (task_id, verdict, at, version) order by task_id, version desc
        on conflict (task_id) do update set
            verdict = excluded.verdict, verdict_at = excluded.verdict_at, verdict_version = excluded.verdict_version, changed = excluded.changed
        where excluded.verdict_version > held.verdict_version
        """;

    private const string Cancel = """
        insert into tasks as held (task_id, cancelled_at, cancel_reason, changed)
        select distinct on (task_id) task_id, at, reason, pg_current_xact_id() from unnest(@TaskId, @At, @Reason) as told (task_id, at, reason) order by task_id, at
        on conflict (task_id) do update set cancelled_at = excluded.cancelled_at, cancel_reason = excluded.cancel_reason, changed = excluded.changed
        where held.cancelled_at is null or held.cancelled_at > excluded.cancelled_at
        """;

    private const string Remove = """
        insert into tasks as held (task_id, removed_at, changed)
        select task_id, min(at), pg_current_xact_id() from unnest(@TaskId, @At) as told (task_id, at) group by task_id order by task_id
        on conflict (task_id) do update set removed_at = excluded.removed_at, changed = excluded.changed
        where held.removed_at is null or held.removed_at > excluded.removed_at
        """;

    public Task Consume(ConsumeContext<Batch<TaskCreated>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<TaskEdited>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<TaskStarted>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<TaskCompleted>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<TaskReopened>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<TaskCancelled>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<TaskRemoved>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskCreated>> told) =>
        TaskParts.Write(transaction, told.Select(m => TaskParts.Of(m.Message)));

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskEdited>> told) =>
        TaskParts.Write(transaction, told.Select(m => TaskParts.Of(m.Message)));

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskStarted>> told) => Write(transaction, Start, new
    {
        TaskId = told.Select(m => m.Message.TaskId).ToArray(),
        At = told.Select(m => m.Message.StartedAt.ToUniversalTime()).ToArray(),
    });

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskCompleted>> told) => Write(transaction, Judge, new
    {
        TaskId = told.Select(m => m.Message.TaskId).ToArray(),
        Verdict = told.Select(m => (m.Message.WithErrors ? TaskProgress.CompletedWithErrors : TaskProgress.Completed).ToString()).ToArray(),
        At = told.Select(m => m.Message.CompletedAt.ToUniversalTime()).ToArray(),
        Version = told.Select(m => m.Message.StreamVersion).ToArray(),
    });

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskReopened>> told) => Write(transaction, Judge, new
    {
        TaskId = told.Select(m => m.Message.TaskId).ToArray(),
        Verdict = told.Select(_ => (string?)null).ToArray(),
        At = told.Select(_ => (DateTimeOffset?)null).ToArray(),
        Version = told.Select(m => m.Message.StreamVersion).ToArray(),
    });

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskCancelled>> told) => Write(transaction, Cancel, new
    {
        TaskId = told.Select(m => m.Message.TaskId).ToArray(),
        At = told.Select(m => m.Message.CancelledAt.ToUniversalTime()).ToArray(),
        Reason = told.Select(m => Text.Storable(m.Message.Reason)).ToArray(),
    });

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<TaskRemoved>> told) => Write(transaction, Remove, new
    {
        TaskId = told.Select(m => m.Message.TaskId).ToArray(),
        At = told.Select(m => m.Message.RemovedAt.ToUniversalTime()).ToArray(),
    });

    private static Task<int> Write(NpgsqlTransaction transaction, string sql, object columns) => transaction.Connection!.ExecuteAsync(sql, columns, transaction);
}
