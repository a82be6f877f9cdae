using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using MassTransit;

namespace Distribution.Packages.Catalogue;

/// <summary>Keeps the copies, so that a package in use is not removed (domain, section 10) without asking another service.</summary>
internal sealed class TasksInUse(IDocumentSession session) :
    IConsumer<TaskCreated>, IConsumer<TaskEdited>, IConsumer<TaskCompleted>, IConsumer<TaskReopened>, IConsumer<TaskCancelled>, IConsumer<TaskRemoved>
{
    /// <summary>Finds the tasks of one package among all that are not over.</summary>
    public const string Index = $"create index if not exists mt_doc_using_task_by_package on mt_doc_using_task using gin ((data -> 'PackageIds') jsonb_path_ops) where {Going}";

    /// <summary>Whether a task may still need its packages.</summary>
    public const string Going = "data ->> 'Over' = 'false'";

    public Task Consume(ConsumeContext<TaskCreated> context) =>
        Use(context.Message.TaskId, context.Message.StreamVersion, context.Message.Name, context.Message.PackageIds, context.CancellationToken);

    public Task Consume(ConsumeContext<TaskEdited> context) =>
        Use(context.Message.TaskId, context.Message.StreamVersion, context.Message.Name, context.Message.PackageIds, context.CancellationToken);

    // A task with failures may be re-executed and then needs its packages: only one without is done with them.
    public Task Consume(ConsumeContext<TaskCompleted> context) => End(context, context.Message.TaskId, !context.Message.WithErrors, context.Message.StreamVersion);

    public Task Consume(ConsumeContext<TaskReopened> context) => End(context, context.Message.TaskId, false, context.Message.StreamVersion);

    public Task Consume(ConsumeContext<TaskCancelled> context) => End(context, context.Message.TaskId, true, context.Message.StreamVersion);

    public Task Consume(ConsumeContext<TaskRemoved> context) => End(context, context.Message.TaskId, true, context.Message.StreamVersion);

    private Task Use(Guid taskId, long version, string? name, IReadOnlyList<Guid>? packageIds, CancellationToken ct) =>
        session.Decide<UsingTask>(UsingTask.IdFor(taskId), state => UsingTask.Use(state, taskId, version, name, packageIds), ct);

    private Task End(ConsumeContext context, Guid taskId, bool over, long version) =>
        session.Decide<UsingTask>(UsingTask.IdFor(taskId), state => UsingTask.End(state, taskId, over, version), context.CancellationToken);
}
