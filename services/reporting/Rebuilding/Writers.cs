using System.Text.Json;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Audit;
using Distribution.Reporting.ComputerHistory;
using Distribution.Reporting.Groups;
using Distribution.Reporting.Packages;
using Distribution.Reporting.TaskReports;
using Distribution.ServiceDefaults;
using Npgsql;
using ChangeAudited = Distribution.Contracts.Audit.V1.ChangeAudited;

namespace Distribution.Reporting.Rebuilding;

/// <summary>Which writer a message belongs to, by its type's urn; the consumers use the same ones.</summary>
internal static class Writers
{
    private static readonly Dictionary<string, Func<NpgsqlTransaction, IReadOnlyList<(Guid Id, byte[] Body)>, Task>> _all = new(
    [
        Of<PackageRegistered>(RecordPackages.Write),
        Of<PackageEdited>(RecordPackages.Write),
        Of<PackageRemoved>(RecordPackages.Write),
        Of<ComputerEnrolled>(RecordComputers.Write),
        Of<ComputerRemoved>(RecordComputers.Write),
        Of<ComputerMadeContact>(RecordComputers.Write),
        Of<SecurityFindingReported>(RecordComputers.Write),
        Of<GroupCreated>(RecordGroups.Write),
        Of<GroupRenamed>(RecordGroups.Write),
        Of<GroupRemoved>(RecordGroups.Write),
        Of<ComputerJoinedGroup>(RecordMemberships.Write),
        Of<ComputerLeftGroup>(RecordMemberships.Write),
        Of<TaskCreated>(RecordTasks.Write),
        Of<TaskEdited>(RecordTasks.Write),
        Of<TaskStarted>(RecordTasks.Write),
        Of<TaskCompleted>(RecordTasks.Write),
        Of<TaskReopened>(RecordTasks.Write),
        Of<TaskCancelled>(RecordTasks.Write),
        Of<TaskRemoved>(RecordTasks.Write),
        Of<ExecutionsProgressed>(RecordExecutions.Write),
        Of<ExecutionRequested>(RecordExecutions.Write),
        Of<ExecutionProgressed>(RecordExecutions.Write),
        Of<ExecutionEnded>(RecordExecutions.Write),
        Of<ActionCompleted>(RecordActions.Write),
        Of<ChangeAudited>(RecordAudit.Write),
    ]);

    /// <summary>Writes the messages of one type; what reporting does not listen to is passed over.</summary>
    public static Task WriteAsync(NpgsqlTransaction transaction, string urn, IReadOnlyList<(Guid Id, byte[] Body)> messages) =>
        _all.TryGetValue(urn, out var write) ? write(transaction, messages) : Task.CompletedTask;

    private static KeyValuePair<string, Func<NpgsqlTransaction, IReadOnlyList<(Guid Id, byte[] Body)>, Task>> Of<T>(
        Func<NpgsqlTransaction, IReadOnlyList<Told<T>>, Task> write) =>
        new($"urn:message:{typeof(T).Namespace}:{typeof(T).Name}", (transaction, messages) =>
            write(transaction, [.. messages.Select(m => new Told<T>(m.Id, JsonSerializer.Deserialize<T>(m.Body, HouseJson.Options)!))]));
}
