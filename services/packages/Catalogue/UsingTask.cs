using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>A task was said to use these packages, at that version of its own stream; null packages are as they were.</summary>
public sealed record TaskUsesPackages(Guid TaskId, long AsOf, string? Name, IReadOnlyList<Guid>? PackageIds);

/// <summary>A task was said to be done with its packages, or to need them again, at that version of its own stream.</summary>
public sealed record TaskIsOver(Guid TaskId, long AsOf, bool Over);

/// <summary>
/// This service's own copy of one task's use of packages, as a stream: of two replicas that hear of one task at the same time, the
/// second decides again. The bus does not promise order, so the packages and the end each remember the task's version that last
/// spoke of them, and an older word changes nothing.
/// </summary>
public sealed record UsingTask(Guid Id, Guid TaskId, string Name, IReadOnlyList<Guid> PackageIds, long PackagesAsOf, bool Over, long OverAsOf)
{
    /// <summary>The stream of a task's copy.</summary>
    public static Guid IdFor(Guid taskId) => DeterministicId.Of("using-task", taskId.ToString("D"));

    public static UsingTask? Evolve(UsingTask? state, object @event) => @event switch
    {
        TaskUsesPackages { PackageIds: { } packages } e => Known(state, e.TaskId) with { Name = e.Name ?? state?.Name ?? "", PackageIds = packages, PackagesAsOf = e.AsOf },
        TaskUsesPackages e => Known(state, e.TaskId) with { Name = e.Name ?? state?.Name ?? "" },
        TaskIsOver e => Known(state, e.TaskId) with { Over = e.Over, OverAsOf = e.AsOf },
        _ => state,
    };

    // The name is only for the reader of a refusal, so the last one heard will do.
    public static object[] Use(UsingTask? state, Guid taskId, long asOf, string? name, IReadOnlyList<Guid>? packageIds)
    {
        var packages = packageIds is not null && asOf > (state?.PackagesAsOf ?? 0) ? packageIds : null;
        var isNamed = name is not null && name != state?.Name && (packages is not null || packageIds is null || string.IsNullOrEmpty(state?.Name));
        return packages is null && !isNamed ? [] : [new TaskUsesPackages(taskId, asOf, isNamed ? name : null, packages)];
    }

    public static object[] End(UsingTask? state, Guid taskId, bool over, long asOf) =>
        asOf <= (state?.OverAsOf ?? 0) ? [] : [new TaskIsOver(taskId, asOf, over)];

    private static UsingTask Known(UsingTask? state, Guid taskId) => state ?? new(IdFor(taskId), taskId, "", [], 0, false, 0);
}
