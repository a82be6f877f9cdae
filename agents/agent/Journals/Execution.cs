using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Journals;

/// <summary>One attempt that this computer has accepted and not finished.</summary>
/// <param name="Running">The action that has begun and has not ended, or null.</param>
/// <param name="Damaged">The journal lost records while this was open.</param>
/// <param name="Wait">What the server was told last that it waits for; null when it goes on.</param>
/// <param name="Probe">What the last try to get its content lacked; null when nothing was told.</param>
/// <param name="User">What passed between the agent and the user; null is nothing.</param>
/// <param name="SawStartUp">The computer has started since everything but its timing let it begin.</param>
internal sealed record Execution(
    ExecuteTask Instruction, Trace Trace, DateTimeOffset ReceivedAt, bool TransferBegun, bool Transferred,
    IReadOnlyList<ActionEnded> Ended, ActionBegun? Running, bool CancelRequested, bool Damaged,
    WaitBegun? Wait = null, ProbeEnded? Probe = null, UserTurn? User = null,
    bool SawStartUp = false)
{
    [JsonIgnore]
    public AttemptId Id => new(Instruction.ExecutionId, Instruction.Attempt);

    /// <summary>Whether any action has begun; from then on neither expiry nor a newer attempt undoes it.</summary>
    [JsonIgnore]
    public bool HasBegun => Running is not null || Ended.Count > 0;

    [JsonIgnore]
    public IEnumerable<ContentReference> Contents =>
        Instruction.Actions.Select(action => action.Content).OfType<ContentReference>().DistinctBy(content => content.Sha256);

    [JsonIgnore]
    public long BytesTotal => Contents.Sum(content => content.Size);

    /// <summary>The action after those that ended, in the instruction's order, or null when none is left.</summary>
    [JsonIgnore]
    public ActionInstruction? NextAction => Ended.Count < Instruction.Actions.Count ? Instruction.Actions[Ended.Count] : null;

    /// <summary>
    /// The order in which a computer works: the higher priority first, then the older task, then what came first. The server sends in the
    /// same order, but what lay in the queue of a computer that was off arrives all at once.
    /// </summary>
    public static IEnumerable<Execution> InOrder(IEnumerable<Execution> open) => open
        .OrderByDescending(execution => execution.Instruction.Parameters?.Priority ?? 0)
        .ThenBy(execution => execution.Instruction.TaskCreatedAt ?? execution.ReceivedAt);

    /// <summary>Whether the computer must restart before anything more of this begins.</summary>
    public bool AwaitsRestart(string bootId) => Ended is [.., { RestartFrom: { } from }] && from == bootId && Running is null;

    /// <summary>Whether its content is on this disk and its hour has come.</summary>
    public bool IsThere(DateTimeOffset now) => (Transferred || !Contents.Any()) && !(Instruction.NotBefore > now);

    public ActionInstruction Action(int number) => Instruction.Actions.Single(action => action.Number == number);
}

/// <summary>What the user of the computer was told about an attempt, and answered.</summary>
/// <param name="BeginsAt">The end of the countdown that he sees; null when there is none.</param>
/// <param name="PostponedUntil">Null when it was not put off.</param>
/// <param name="Postponements">How often it was.</param>
/// <param name="Agreed">He took the offer, or lets it begin.</param>
internal sealed record UserTurn(DateTimeOffset? BeginsAt, DateTimeOffset? PostponedUntil, int Postponements, bool Agreed)
{
    public static readonly UserTurn None = new(null, null, 0, false);
}

/// <summary>The highest attempt of an execution that this computer has ever answered; a repeat of it is ignored.</summary>
internal sealed record KnownAttempt(Guid ExecutionId, int Attempt, DateTimeOffset At);

/// <summary>A package that this platform installed or placed here.</summary>
internal sealed record InstalledPackage(Guid PackageId, string? Version, DateTimeOffset At);

/// <summary>One message for the server, kept until the broker has confirmed it. The id depends on the facts alone, so a repeat is recognisable.</summary>
/// <param name="Type">The urn of the contract.</param>
/// <param name="Body">The contract as JSON.</param>
/// <param name="About">What it is about, when a later report about the same makes it worthless; null is worth something for ever.</param>
internal sealed record Report(Guid Id, string Type, string Body, Trace Trace, string? About = null);
