using Distribution.Agent.Journals;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>Records as tests about decisions write them.</summary>
internal static class Facts
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid Me = Guid.Parse("11111111-1111-1111-1111-111111111111");
    public static readonly Trace Request = new("the-request", null);

    public static ExecuteTask Task(Guid? execution = null, int attempt = 1, int actions = 2, bool stopOnFirstError = true, DateTimeOffset? notBefore = null, DateTimeOffset? expiresAt = null) =>
        new(execution ?? Guid.NewGuid(), Guid.NewGuid(), Me, attempt, "Office", [.. Enumerable.Range(1, actions).Select(n => Do.Run(n, "/bin/true"))],
            notBefore, expiresAt, stopOnFirstError);

    public static ContentReference Content(string fileName = "office.deb") => new(new string('a', 64), 10, fileName, "/api/contents/" + new string('a', 64));

    public static AttemptId Id(this ExecuteTask task) => new(task.ExecutionId, task.Attempt);

    public static InstructionReceived Received(this ExecuteTask task) => new(task, Request, Noon);

    public static InstructionRejected Rejected(this ExecuteTask task) => new(task.Id(), RefusalReason.Cancelled, "", Request, Noon);

    public static ActionBegun Begun(this ExecuteTask task, int action, int run = 1) => new(task.Id(), action, run, Noon);

    public static ActionEnded Ended(this ExecuteTask task, int action, ActionOutcome outcome = ActionOutcome.Succeeded) =>
        new(task.Id(), action, outcome, outcome == ActionOutcome.Succeeded ? 0 : 5, "", outcome == ActionOutcome.Succeeded ? null : "Exit code 5.", Noon, Noon);

    public static TransferDone Transferred(this ExecuteTask task) => new(task.Id(), 10, Noon);

    public static CancelReceived Cancelled(this ExecuteTask task) => new(task.Id(), Noon);

    public static JournalState State(params JournalRecord[] records) => records.Aggregate(JournalState.Empty, JournalState.Evolve);
}
