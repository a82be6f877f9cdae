using Dapper;
using Distribution.Reporting.Tables;
using Npgsql;

namespace Distribution.Reporting.ComputerHistory;

/// <summary>One thing that happened to a computer, as one message told it.</summary>
/// <param name="What">The message's name, such as ExecutionRequested.</param>
internal sealed record TimeLineEntry(
    Guid ComputerId, DateTimeOffset At, Guid MessageId, string What, Guid? TaskId = null, Guid? GroupId = null, int? Attempt = null,
    string? State = null, int? ExitCode = null, string? Detail = null);

/// <summary>Everything that ever happened to each computer; nothing here is changed later.</summary>
internal static class TimeLine
{
    // Sorted, so that two replicas that write the same duplicates wait for each other instead of deadlocking.
    private const string Insert = """
        insert into timeline (computer_id, at, message_id, what, task_id, group_id, attempt, state, exit_code, detail)
        select * from unnest(@ComputerId, @At, @MessageId, @What, @TaskId, @GroupId, @Attempt, @State, @ExitCode, @Detail)
            as told (computer_id, at, message_id, what, task_id, group_id, attempt, state, exit_code, detail)
        order by computer_id, at, message_id
        on conflict do nothing
        """;

    public static Task Write(NpgsqlTransaction transaction, IReadOnlyList<TimeLineEntry> told) => transaction.Connection!.ExecuteAsync(
        Insert,
        new
        {
            ComputerId = told.Select(e => e.ComputerId).ToArray(),
            At = told.Select(e => e.At.ToUniversalTime()).ToArray(),
            MessageId = told.Select(e => e.MessageId).ToArray(),
            What = told.Select(e => e.What).ToArray(),
            TaskId = told.Select(e => e.TaskId).ToArray(),
            GroupId = told.Select(e => e.GroupId).ToArray(),
            Attempt = told.Select(e => e.Attempt).ToArray(),
            State = told.Select(e => e.State).ToArray(),
            ExitCode = told.Select(e => e.ExitCode).ToArray(),
            Detail = told.Select(e => Text.Storable(e.Detail)).ToArray(),
        },
        transaction);
}
