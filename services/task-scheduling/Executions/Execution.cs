using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// One task on one computer. One stream each, so that a hundred thousand computers never contend for one; as a document without what says
/// nothing, since there are as many of these.
/// </summary>
/// <param name="Attempt">1 at first; a re-execution counts on.</param>
/// <param name="Assumed">The present attempt's end was concluded from silence or the clock, and the computer's own word corrects it.</param>
/// <param name="CancelAsked">The computer was told to stop; its report says how it ended.</param>
/// <param name="ActionNames">The task's actions in order; empty until dispatched.</param>
/// <param name="Action">The number of the action that began last; 0 before the first.</param>
/// <param name="EndedActions">Actions of this attempt whose end is recorded.</param>
/// <param name="Deadline">Silence beyond this moment is a time-out; null while nothing was accepted.</param>
/// <param name="DueAt">It is not dispatched before; null is at once.</param>
/// <param name="Wave">The task's wave that it belongs to; null where there are none.</param>
/// <param name="Revision">The task's revision that was dispatched last; null is the first.</param>
/// <param name="RunFrom">Running begins no earlier; null is at once.</param>
/// <param name="Superseded">The task has changed while this attempt was under way; the next one follows when it has ended.</param>
public sealed record Execution(
    Guid Id, Guid TaskId, Guid ComputerId, int Attempt,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ExecutionState>))] ExecutionState State,
    bool Assumed, bool CancelAsked,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    IReadOnlyList<string> ActionNames, int Action, IReadOnlyList<int> EndedActions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt, int SilenceSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Deadline, DateTimeOffset ChangedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Wave = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Revision = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RunFrom = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Superseded = null)
{
    /// <summary>The same moment in milliseconds since 1970, which SQL can compare; null is at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DispatchAt => DueAt?.ToUnixTimeMilliseconds();

    /// <summary>Whether it ended and the changed task is to be carried out after all (an index knows these).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RestartsNow => IsFinal && Superseded == true;

    /// <summary>What it waits for in the state Waiting; null there in executions older than this property: the computer's contact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(JsonStringEnumConverter<WaitingFor>))]
    public WaitingFor? WaitingFor { get; init; }

    /// <summary>When the wait ends, where that is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The furthest that the present attempt has come on the computer; a wait does not take it back.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ExecutionState>))]
    public ExecutionState Reached { get; init; }

    /// <summary>The content has come as far as a relay.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AtRelay { get; init; }

    /// <summary>The instruction of the present attempt lies in the computer's queue, or did until the computer took it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sent { get; init; }

    /// <summary>When the retry window of the installation phase began: with the first dispatch of the present attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The running phase begins no earlier, so silence until then says nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The computer's own time of its last word about a wait; an older one is a repeat.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WaitSaidAt { get; init; }

    /// <summary>Why the present attempt went wrong, as far as that decides about another one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(JsonStringEnumConverter<ErrorClass>))]
    public ErrorClass? Error { get; init; }

    /// <summary>What the task says about repeating, as it was at the last dispatch; null is the platform's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Repeating? Repeating { get; init; }

    /// <summary>The classes of error after which it was repeated, one entry for each time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ErrorClass>? Repeated { get; init; }

    /// <summary>The task's revision that it carried out with success last: what is as it was then is not carried out again (domain, section 10). Null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SucceededIn { get; init; }

    /// <summary>The first attempt at what the task's actions are at present; the result of an earlier one says nothing about them. Null is the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PresentSince { get; init; }

    /// <summary>Earlier attempts whose own result never came; it is recorded whenever it does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Unanswered { get; init; }

    /// <summary>Percent: 0 created, 20 transfer started, 50 at a relay, 70 on the computer, 100 finished (domain, section 10).</summary>
    [JsonIgnore]
    public int Progress => IsFinal ? 100 : Reached switch
    {
        ExecutionState.Transferring => AtRelay ? 50 : 20,
        ExecutionState.Transferred or ExecutionState.Running => 70,
        _ => 0,
    };

    /// <summary>Whether it ended.</summary>
    [JsonIgnore]
    public bool IsFinal => State.IsFinal();

    /// <summary>Whether the present attempt is over and the next one only waits for its moment.</summary>
    [JsonIgnore]
    public bool IsBetweenAttempts => State == ExecutionState.Waiting && WaitingFor == Contracts.TaskScheduling.V1.WaitingFor.Retry;

    /// <summary>When the sweep must look at it, in milliseconds since 1970 (a number, so that an index can order it); null: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? WakeAt => Earliest(this)?.ToUnixTimeMilliseconds();

    /// <summary>The next state. Pure.</summary>
    public static Execution? Evolve(Execution? state, object @event) => ExecutionEvolution.Evolve(state, @event);

    // What the clock decides about (ExecutionDecisions.Wake) and nothing else: what it finds undecided it would find again for ever.
    private static DateTimeOffset? Earliest(Execution e) => e switch
    {
        { IsFinal: true } => null,
        { State: ExecutionState.Running } => e.Deadline,
        { State: ExecutionState.Dispatched, CancelAsked: false, SentAt: { } sent } => Earlier(sent + Repeating.WindowOf(e.Repeating), e.ExpiresAt),
        { State: ExecutionState.Waiting, Deadline: null, CancelAsked: false } => Earlier(e.Until, e.ExpiresAt),
        _ => Earlier(e.Deadline, e.ExpiresAt),
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
