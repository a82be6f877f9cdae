using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>What one message says about a task; a part that it does not speak of has the version 0.</summary>
internal sealed record TaskParts(Guid TaskId)
{
    public string? Kind { get; init; }
    public string? Class { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public string? Name { get; init; }
    public long NameVersion { get; init; }
    public Guid[] ComputerIds { get; init; } = [];
    public long ComputersVersion { get; init; }
    public Guid[] GroupIds { get; init; } = [];
    public long GroupsVersion { get; init; }
    public Guid[] PackageIds { get; init; } = [];
    public long PackagesVersion { get; init; }
    public DateTimeOffset? StartAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public long ScheduleVersion { get; init; }
    public Guid[]? MadeFor { get; init; }

    public static TaskParts Of(TaskCreated m) => new(m.TaskId)
    {
        Kind = m.Kind.ToString(),
        Class = m.Class.ToString(),
        CreatedAt = m.CreatedAt.ToUniversalTime(),
        Name = Text.Storable(m.Name),
        NameVersion = m.StreamVersion,
        ComputerIds = [.. m.ComputerIds],
        ComputersVersion = m.StreamVersion,
        GroupIds = [.. m.GroupIds],
        GroupsVersion = m.StreamVersion,
        PackageIds = [.. m.PackageIds],
        PackagesVersion = m.StreamVersion,
        StartAt = m.StartAt?.ToUniversalTime(),
        ExpiresAt = m.ExpiresAt?.ToUniversalTime(),
        ScheduleVersion = m.StreamVersion,
        MadeFor = m.MadeFor?.ToArray(),
    };

    public static TaskParts Of(TaskEdited m) => new(m.TaskId)
    {
        Name = Text.Storable(m.Name),
        NameVersion = m.Name is null ? 0 : m.StreamVersion,
        ComputerIds = [.. m.ComputerIds ?? []],
        ComputersVersion = m.ComputerIds is null ? 0 : m.StreamVersion,
        GroupIds = [.. m.GroupIds ?? []],
        GroupsVersion = m.GroupIds is null ? 0 : m.StreamVersion,
        PackageIds = [.. m.PackageIds ?? []],
        PackagesVersion = m.PackageIds is null ? 0 : m.StreamVersion,
        StartAt = m.StartAt?.ToUniversalTime(),
        ExpiresAt = m.ExpiresAt?.ToUniversalTime(),
        ScheduleVersion = m.ScheduleChanged ? m.StreamVersion : 0,
    };

    private const string Upsert = """
        insert into tasks as held
            (task_id, kind, class, created_at, name, name_version, computer_ids, computers_version, group_ids, groups_version,
             package_ids, packages_version, start_at, expires_at, schedule_version, made_for, changed)
        values (@TaskId, @Kind, @Class, @CreatedAt, @Name, @NameVersion, @ComputerIds, @ComputersVersion, @GroupIds, @GroupsVersion,
             @PackageIds, @PackagesVersion, @StartAt, @ExpiresAt, @ScheduleVersion, @MadeFor, pg_current_xact_id())
        on conflict (task_id) do update set
            kind = coalesce(held.kind, excluded.kind), class = coalesce(held.class, excluded.class), created_at = coalesce(held.created_at, excluded.created_at),
            name = case when excluded.name_version > held.name_version then excluded.name else held.name end,
            name_version = greatest(held.name_version, excluded.name_version),
            computer_ids = case when excluded.computers_version > held.computers_version then excluded.computer_ids else held.computer_ids end,
            computers_version = greatest(held.computers_version, excluded.computers_version),
            group_ids = case when excluded.groups_version > held.groups_version then excluded.group_ids else held.group_ids end,
            groups_version = greatest(held.groups_version, excluded.groups_version),
            package_ids = case when excluded.packages_version > held.packages_version then excluded.package_ids else held.package_ids end,
            packages_version = greatest(held.packages_version, excluded.packages_version),
            start_at = case when excluded.schedule_version > held.schedule_version then excluded.start_at else held.start_at end,
            expires_at = case when excluded.schedule_version > held.schedule_version then excluded.expires_at else held.expires_at end,
            schedule_version = greatest(held.schedule_version, excluded.schedule_version),
            made_for = coalesce(held.made_for, excluded.made_for), changed = excluded.changed
        """;

    // Row by row: tasks are few, and their lists of computers differ in length, which one flat array cannot hold.
    public static Task<int> Write(NpgsqlTransaction transaction, IEnumerable<TaskParts> told) =>
        transaction.Connection!.ExecuteAsync(Upsert, told.OrderBy(parts => parts.TaskId).ToList(), transaction);
}
