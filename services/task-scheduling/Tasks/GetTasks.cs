using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tasks;

internal static class GetTasks
{
    /// <summary>One line of the list of tasks.</summary>
    public sealed record Line(
        Guid Id, string Name, TaskKind Kind, TaskClass Class, TaskState State, DateTimeOffset? StartAt, DateTimeOffset? ExpiresAt,
        DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int ComputerCount, IReadOnlyList<Guid> GroupIds,
        int Total, int Open, int Failed, int Percent, long Version, TaskHold? Hold = null, int? Wave = null, int? Waves = null, Guid? RunOf = null,
        string? Cron = null, bool AwaitsApproval = false);

    /// <summary>Everything about one task but the computers named one by one.</summary>
    public sealed record Detail(
        Guid Id, string Name, string Description, TaskKind Kind, TaskClass Class, TaskState State, string? Reason,
        IReadOnlyList<TaskAction> Actions, int ComputerCount, IReadOnlyList<Guid> GroupIds, TaskSchedule Schedule, TaskRunning Running,
        Guid? CopyOf, bool Issued, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, long Version,
        TaskHold? Hold = null, TaskRollout? Rollout = null, WaveProgress? Waves = null, int? Revision = null, Guid? RunOf = null,
        DateTimeOffset? NextRunAt = null, Countermeasure? For = null, IReadOnlyList<Guid>? SavedSearchIds = null,
        string? CreatedBy = null, bool AwaitsApproval = false, string? ApprovedBy = null);

    public static void MapGetTasks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks", async (string? after, int? limit, IDocumentSession session, Caller caller, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            // Ids are made in the order of time, so that the newest come first; ids chosen by callers need not be.
            var tasks = await session.QueryAsync<DistributionTask>(
                $"where data ->> 'State' <> 'Removed' and id < ?{(caller.Groups is null ? "" : $" and {Scopes.Tasks}")} order by id desc limit {size + 1}",
                ct, [Paging.AfterId(after) ?? Guid.AllBitsSet, .. caller.Groups is { } groups ? Scopes.Parameters(groups) : []]);
            var counts = (await session.QueryAsync<TaskProgress>("where id = any(?)", ct, tasks.Select(task => task.Id).ToArray())).ToDictionary(p => p.Id);
            var page = Paging.Of(tasks, size, task => [task.Id.ToString("D")]);
            return new Page<Line>([.. page.Items.Select(task => ToLine(task, counts.GetValueOrDefault(task.Id) ?? TaskProgress.None(task.Id)))], page.Next);
        }).WithName("GetTasks").WithSummary("The tasks, the newest first.");
        routes.MapGet("/tasks/{id:guid}/waves", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<DistributionTask>(id, ct) is { Rollout: not null } task && task.State != TaskState.Removed
                ? new { task.Rollout, Progress = task.Waves, Counts = (await AdvanceRollouts.CountAsync(session, id, ct)).OrderBy(wave => wave.Wave) }
                : throw new NotFoundException("rollout of task", id)).WithName("GetTaskWaves").WithSummary("The waves of a task with their counts.");
        routes.MapGet("/tasks/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<DistributionTask>(id, ct) is { } task && task.State != TaskState.Removed
                ? ToDetail(task)
                : throw new NotFoundException("task", id)).WithName("GetTask").WithSummary("Everything about one task but the computers named one by one.");
    }

    private static Line ToLine(DistributionTask t, TaskProgress p) => new(
        t.Id, t.Name, t.Kind, t.Class, t.State, t.Schedule.StartAt, t.Schedule.ExpiresAt, t.CreatedAt, t.StartedAt, t.EndedAt,
        t.ComputerCount, t.GroupIds, p.Total, p.Open, p.Failed, p.Percent, t.Version, t.Hold, t.Waves?.Open,
        t.Rollout?.Waves.Count, t.RunOf, t.Schedule.Cron, t.AwaitsApproval == true);

    private static Detail ToDetail(DistributionTask t) => new(
        t.Id, t.Name, t.Description, t.Kind, t.Class, t.State, t.Reason, t.Actions, t.ComputerCount, t.GroupIds, t.Schedule, t.Running,
        t.CopyOf, t.Issued, t.CreatedAt, t.StartedAt, t.EndedAt, t.Version, t.Hold, t.Rollout, t.Waves, t.Revision, t.RunOf,
        t.Recurs && t.State == TaskState.Scheduled ? t.FirstAt : null, t.For, t.SavedSearchIds,
        t.CreatedBy, t.AwaitsApproval == true, t.ApprovedBy);
}

/// <summary>Keeps the present state of each task as a document.</summary>
public sealed partial class DistributionTaskProjection : SingleStreamProjection<DistributionTask, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public DistributionTaskProjection() => FilterIncomingEventsOnStreamType(typeof(DistributionTask));

    /// <inheritdoc />
    public override DistributionTask? Evolve(DistributionTask? snapshot, Guid id, IEvent e) => DistributionTask.Evolve(snapshot, e.Data);
}
