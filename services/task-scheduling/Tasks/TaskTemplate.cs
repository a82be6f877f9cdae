namespace Distribution.TaskScheduling.Tasks;

// Class names are storage format.

/// <summary>A template holds this from now on.</summary>
public sealed record TemplateSaved(Guid TemplateId, string Name, TaskDraft Task, DateTimeOffset SavedAt);

/// <summary>A template is gone; tasks made from it stay.</summary>
public sealed record TemplateRemoved(Guid TemplateId, DateTimeOffset RemovedAt);

/// <summary>A task to make tasks from.</summary>
public sealed record TaskTemplate(Guid Id, string Name, TaskDraft Task, bool Removed)
{
    /// <summary>The next state. Pure.</summary>
    public static TaskTemplate? Evolve(TaskTemplate? state, object @event) => @event switch
    {
        TemplateSaved e => new(e.TemplateId, e.Name, e.Task, false),
        TemplateRemoved => state! with { Removed = true },
        _ => state,
    };

    /// <summary>Saves it, anew or again; what is the same already decides nothing.</summary>
    public static object[] Save(TaskTemplate? state, Guid id, string name, TaskDraft task, DateTimeOffset now) =>
        state is { Removed: false } && Text(state.Name, state.Task) == Text(name, task) ? [] : [new TemplateSaved(id, name, task, now)];

    /// <summary>Removes it.</summary>
    public static object[] Remove(TaskTemplate? state, DateTimeOffset now) => state is { Removed: false } ? [new TemplateRemoved(state.Id, now)] : [];

    private static string Text(string name, TaskDraft task) => System.Text.Json.JsonSerializer.Serialize((object[])[name, task]);
}

/// <summary>Keeps the templates as documents.</summary>
public sealed partial class TaskTemplateProjection : SingleStreamProjection<TaskTemplate, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public TaskTemplateProjection() => FilterIncomingEventsOnStreamType(typeof(TaskTemplate));

    /// <inheritdoc />
    public override TaskTemplate? Evolve(TaskTemplate? snapshot, Guid id, IEvent e) => TaskTemplate.Evolve(snapshot, e.Data);
}
