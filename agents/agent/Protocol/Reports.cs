using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Distribution.Agent.Journals;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Protocol;

/// <summary>What the server is told about a fact of the journal. Pure: a fact and its report cannot be on the disk without each other.</summary>
internal static class Reports
{
    /// <param name="traceOf">What ties an open attempt to its request.</param>
    public static Report? Of(JournalRecord record, Func<AttemptId, Trace?> traceOf) => record switch
    {
        InstructionReceived r => Accepted(r),
        InstructionRejected r => Create(
            new InstructionRefused(r.Id.ExecutionId, r.Id.Attempt, r.Reason, r.Detail, r.At), AgentJson.Default.InstructionRefused, r.Id, r.Trace),
        TransferBegun r => Create(
            new TransferStarted(r.Id.ExecutionId, r.Id.Attempt, r.BytesTotal, r.At), AgentJson.Default.TransferStarted, r.Id, traceOf(r.Id)),
        TransferDone r => Create(
            new TransferFinished(r.Id.ExecutionId, r.Id.Attempt, r.BytesTotal, r.At), AgentJson.Default.TransferFinished, r.Id, traceOf(r.Id)),
        ProbeBegun r => Create(
            new ProbeStarted(r.Id.ExecutionId, r.Id.Attempt, r.At), AgentJson.Default.ProbeStarted, r.Id, traceOf(r.Id)),
        ProbeEnded r => Create(
            new ProbeFinished(r.Id.ExecutionId, r.Id.Attempt, r.Lack is null, r.Lack, r.At), AgentJson.Default.ProbeFinished, r.Id, traceOf(r.Id), r.At.UtcTicks) with { About = $"{r.Id}/probe" },
        WaitBegun r => Create(
            new ExecutionWaiting(r.Id.ExecutionId, r.Id.Attempt, r.For, r.Until, r.At), AgentJson.Default.ExecutionWaiting, r.Id, traceOf(r.Id), r.At.UtcTicks) with { About = $"{r.Id}/wait" },
        ActionBegun { Run: 1 } r => Create(
            new ActionStarted(r.Id.ExecutionId, r.Id.Attempt, r.Action, r.At), AgentJson.Default.ActionStarted, r.Id, traceOf(r.Id), r.Action),
        ActionEnded r => Create(
            new ActionFinished(r.Id.ExecutionId, r.Id.Attempt, r.Action, r.Outcome, r.ExitCode, r.OutputTail, r.Reason, r.StartedAt, r.EndedAt, r.Error),
            AgentJson.Default.ActionFinished, r.Id, traceOf(r.Id), r.Action),
        ExecutionDone r => Create(
            new ExecutionFinished(r.Id.ExecutionId, r.Id.Attempt, r.State, r.Reason, r.At, r.Error), AgentJson.Default.ExecutionFinished, r.Id, traceOf(r.Id)),
        FindingMade r => Create(
            new SecurityFinding(r.Kind, r.Detail, r.At), AgentJson.Default.SecurityFinding, new(Guid.Empty, (int)r.Kind), null, r.At.UtcTicks),
        _ => null,
    };

    private static Report Accepted(InstructionReceived r)
    {
        var id = new AttemptId(r.Instruction.ExecutionId, r.Instruction.Attempt);
        return Create(new InstructionAccepted(id.ExecutionId, id.Attempt, r.At), AgentJson.Default.InstructionAccepted, id, r.Trace);
    }

    private static Report Create<T>(T message, JsonTypeInfo<T> json, AttemptId id, Trace? trace, long which = 0)
        where T : class =>
        new(IdOf(id, typeof(T).Name, which), MessageUrn.Of<T>(), JsonSerializer.Serialize(message, json), trace ?? Trace.None);

    // The id follows from the fact, so that a report repeated after a crash is the same message to whoever receives it.
    private static Guid IdOf(AttemptId id, string kind, long which)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{id.ExecutionId:D}/{id.Attempt}/{kind}/{which}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash, bigEndian: true);
    }
}
