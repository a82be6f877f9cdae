using Distribution.Contracts.TaskScheduling.V1;
using MassTransit;

namespace Distribution.Packages.Catalogue;

/// <summary>
/// This service's own copy of one task's use of packages. The bus does not promise order, so the packages and the end
/// each remember the task's version that last spoke of them, and an older word changes nothing.
/// </summary>
public sealed record Usage(Guid Id, string Name, IReadOnlyList<Guid> PackageIds, long PackagesVersion, bool Over, long OverVersion)
{
    public static Usage Unknown(Guid taskId) => new(taskId, "", [], 0, false, 0);

    // The name is only for the reader of a refusal, so the last one heard will do.
    public Usage Using(string? name, IReadOnlyList<Guid>? packageIds, long version) =>
        packageIds is null || version <= PackagesVersion
            ? this with { Name = Name.Length == 0 || packageIds is null ? name ?? Name : Name }
            : this with { Name = name ?? Name, PackageIds = packageIds, PackagesVersion = version };

    public Usage Ending(bool over, long version) =>
        version <= OverVersion ? this : this with { Over = over, OverVersion = version };
}

/// <summary>Keeps the copy, so that a package in use is not removed (domain, section 10) without asking another service.</summary>
internal sealed class TasksInUse(IDocumentSession session) :
    IConsumer<TaskCreated>, IConsumer<TaskEdited>, IConsumer<TaskCompleted>, IConsumer<TaskReopened>, IConsumer<TaskCancelled>, IConsumer<TaskRemoved>
{
    public Task Consume(ConsumeContext<TaskCreated> context) =>
        Change(context.Message.TaskId, usage => usage.Using(context.Message.Name, context.Message.PackageIds, context.Message.StreamVersion), context.CancellationToken);

    public Task Consume(ConsumeContext<TaskEdited> context) =>
        Change(context.Message.TaskId, usage => usage.Using(context.Message.Name, context.Message.PackageIds, context.Message.StreamVersion), context.CancellationToken);

    // A task with failures may be re-executed and then needs its packages: only one without is done with them.
    public Task Consume(ConsumeContext<TaskCompleted> context) => End(context, context.Message.TaskId, !context.Message.WithErrors, context.Message.StreamVersion);

    public Task Consume(ConsumeContext<TaskReopened> context) => End(context, context.Message.TaskId, false, context.Message.StreamVersion);

    public Task Consume(ConsumeContext<TaskCancelled> context) => End(context, context.Message.TaskId, true, context.Message.StreamVersion);

    public Task Consume(ConsumeContext<TaskRemoved> context) => End(context, context.Message.TaskId, true, context.Message.StreamVersion);

    private Task End(ConsumeContext context, Guid taskId, bool over, long version) =>
        Change(taskId, usage => usage.Ending(over, version), context.CancellationToken);

    private async Task Change(Guid taskId, Func<Usage, Usage> change, CancellationToken ct)
    {
        var known = await session.LoadAsync<Usage>(taskId, ct) ?? Usage.Unknown(taskId);
        var changed = change(known);
        if (changed == known)
            return;
        session.Store(changed);
        await session.SaveChangesAsync(ct);
    }
}
