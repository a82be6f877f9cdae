using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>What an arriving message changes. Whatever is decided here is on the disk before the broker may forget the message.</summary>
internal static class ReceiveInstruction
{
    public static JournalRecord[] Decide(JournalState state, Instruction instruction, Guid computerId, Trace trace, DateTimeOffset now) => instruction switch
    {
        Execute(var task) => Received(state, task, computerId, trace, now),
        Cancel(var call) => Cancelled(state, call, computerId, trace, now),
        Unreadable { ExecutionId: { } execution, Attempt: { } attempt, Reason: var reason } =>
            Refuse(state, new(execution, attempt), RefusalReason.Malformed, reason, trace, now),
        // What is under way is not touched by it: a forgery must not end true work.
        Untrusted { ExecutionId: { } execution, Attempt: { } attempt, Reason: var reason } =>
            Refuse(state, new(execution, attempt), RefusalReason.Untrusted, reason, trace, now),
        _ => [],
    };

    private static JournalRecord[] Received(JournalState state, ExecuteTask task, Guid computerId, Trace trace, DateTimeOffset now)
    {
        var id = new AttemptId(task.ExecutionId, task.Attempt);
        JournalRecord[] Refused(RefusalReason reason, string detail) => Refuse(state, id, reason, detail, trace, now);
        if (task.ComputerId != computerId)
            return Refused(RefusalReason.OtherComputer, $"This is computer {computerId:D}; the instruction is for {task.ComputerId:D}.");
        if (InstructionForm.FaultOf(task) is { } fault)
            return Refused(RefusalReason.Malformed, fault);
        if (task.ExpiresAt <= now)
            return Refused(RefusalReason.Expired, $"The instruction expired at {task.ExpiresAt:u}; it is {now:u} here.");
        return state.Knows(id) ? [] : [new InstructionReceived(task, trace, now)];
    }

    // A cancel of something unknown is answered at once and remembered: its instruction, should it still come, is a known attempt.
    private static JournalRecord[] Cancelled(JournalState state, CancelExecution call, Guid computerId, Trace trace, DateTimeOffset now)
    {
        var id = new AttemptId(call.ExecutionId, call.Attempt);
        if (call.ComputerId != computerId)
            return [];
        if (state.Find(id) is { } open)
            return open switch
            {
                { CancelRequested: true } => [],
                { HasBegun: true } when call.LetFinish == true => [],
                { HasBegun: false } => [new CancelReceived(id, now), NextEnding.Cancelled(open, now)],
                _ => [new CancelReceived(id, now)],
            };
        return Refuse(state, id, RefusalReason.Cancelled, "The task was cancelled before its instruction arrived.", trace, now);
    }

    private static JournalRecord[] Refuse(
        JournalState state, AttemptId id, RefusalReason reason, string detail, Trace trace, DateTimeOffset now) =>
        state.Knows(id) ? [] : [new InstructionRejected(id, reason, detail, trace, now)];
}
