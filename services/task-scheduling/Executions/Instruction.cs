using System.Text.Json;
using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What the computer is told to do; a value of its own, since stored events and messages are versioned apart.</summary>
/// <param name="SilenceSeconds">Longest silence after acceptance: the actions' limits together and the task's margin.</param>
/// <param name="Revision">The task's revision that it carries out; null is the first.</param>
/// <param name="TaskCreatedAt">Of tasks with the same priority the older one goes first on a computer.</param>
public sealed record Instruction(
    string TaskName, IReadOnlyList<InstructedAction> Actions, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt, bool StopOnFirstError,
    int SilenceSeconds, RunWindows? Windows = null, TaskParameters? Parameters = null, int? Revision = null, DateTimeOffset? TaskCreatedAt = null);

/// <summary>One action with its package's attributes as they were at dispatch.</summary>
public sealed record InstructedAction(
    int Number, ActionKind Kind, string Name, Guid? PackageId, long? PackageStreamVersion, string? ContentSha256, long ContentSize,
    string? FileName, string? Command, string? SoftwareName, string? SoftwareVersion, string? DestinationFolder, int TimeLimitSeconds,
    ActionSettings? Settings = null);

/// <summary>
/// What one execution keeps of its instruction, and what of it is this computer's own. The rest is the same for every computer of the task
/// and lies once under its id (<see cref="InstructionDrawnUp"/>).
/// </summary>
/// <param name="ActionNames">Every action's name, in order.</param>
/// <param name="SilenceSeconds">Longest silence after acceptance.</param>
/// <param name="NotBefore">The running phase begins no earlier here; null is at once.</param>
/// <param name="GroupWindows">The windows of the computer's ID groups; null where they have none.</param>
/// <param name="Repeating">What the task says about repeating; null is the platform's own.</param>
/// <param name="Revision">The task's revision; null is the first.</param>
public sealed record Brief(
    Guid InstructionId, IReadOnlyList<string> ActionNames, int SilenceSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? NotBefore = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MaintenanceWindow>? GroupWindows = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Repeating? Repeating = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Revision = null)
{
    /// <summary>What executions keep of this instruction, before anything of a computer's own.</summary>
    public static Brief Of(Guid instructionId, Instruction instruction) => new(
        instructionId, [.. instruction.Actions.Select(action => action.Name)], instruction.SilenceSeconds, instruction.NotBefore,
        null, Repeating.Of(instruction.Parameters), instruction.Revision);

    /// <summary>The id of a task's instruction: the same words have the same one, so that writing them down twice is no harm.</summary>
    public static Guid IdOf(Guid taskId, Instruction instruction) =>
        DeterministicId.Of("instruction", taskId.ToString("D"), JsonSerializer.Serialize(instruction));

    /// <summary>The computer's whole instruction.</summary>
    public Instruction Complete(Instruction common) => common with
    {
        NotBefore = NotBefore,
        Windows = GroupWindows is null ? common.Windows : (common.Windows ?? new RunWindows()) with { Groups = GroupWindows },
    };
}
