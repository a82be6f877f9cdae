using System.Text;
using System.Text.Json;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Protocol;

/// <summary>What came out of a computer's queue.</summary>
internal abstract record Instruction
{
    private static readonly string execute = MessageUrn.Of<ExecuteTask>();
    private static readonly string cancel = MessageUrn.Of<CancelExecution>();
    private static readonly string newSecret = MessageUrn.Of<TakeNewSecret>();
    private static readonly string inventory = MessageUrn.Of<ReportInventory>();

    /// <summary>Whether this agent knows what the type means.</summary>
    public static bool IsKnown(string? type) => type == execute || type == cancel || type == newSecret || type == inventory;

    /// <summary>Reads a message by its type. What cannot be read becomes an answer too, never an exception.</summary>
    public static Instruction Parse(string? type, ReadOnlySpan<byte> body)
    {
        if (type == inventory)
            return new AskInventory();
        if (type == newSecret)
            return new AskNewSecret();
        if (type != execute && type != cancel)
            return new Unreadable(null, null, $"The type '{type}' is not known to this agent.");
        try
        {
            return type == execute
                ? JsonSerializer.Deserialize(body, AgentJson.Default.ExecuteTask) is { } task ? new Execute(task) : Empty
                : JsonSerializer.Deserialize(body, AgentJson.Default.CancelExecution) is { } call ? new Cancel(call) : Empty;
        }
        catch (JsonException problem)
        {
            var (execution, attempt) = Whose(body);
            return new Unreadable(execution, attempt, problem.Message);
        }
    }

    /// <summary>What becomes of a message that no key of the platform vouches for: nothing of it is obeyed, and only whose work it claims to be is read.</summary>
    public static Instruction OfUntrusted(string? type, ReadOnlySpan<byte> body, string reason)
    {
        var (execution, attempt) = type == execute && body.Length <= MessageSignature.LongestBody ? Whose(body) : default;
        return new Untrusted(execution, attempt, reason);
    }

    private static Unreadable Empty => new(null, null, "The message is empty.");

    // Even a malformed instruction may say which execution it was about; then the server can be told, instead of waiting.
    private static (Guid? Execution, int? Attempt) Whose(ReadOnlySpan<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(body));
            var root = document.RootElement;
            return root.GetProperty("executionId").TryGetGuid(out var execution) && root.GetProperty("attempt").TryGetInt32(out var attempt)
                ? (execution, attempt)
                : (null, null);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, null);
        }
    }
}

/// <summary>Carry out a task.</summary>
internal sealed record Execute(ExecuteTask Task) : Instruction;

/// <summary>Call an attempt off.</summary>
internal sealed record Cancel(CancelExecution Call) : Instruction;

/// <summary>Say whole what the computer consists of.</summary>
internal sealed record AskInventory : Instruction;

/// <summary>Take another secret.</summary>
internal sealed record AskNewSecret : Instruction;

/// <summary>Nothing that is obeyed; the ids are there when it claims to be work.</summary>
internal sealed record Untrusted(Guid? ExecutionId, int? Attempt, string Reason) : Instruction;

/// <summary>Nothing this agent understands; the ids are there when they could be read.</summary>
internal sealed record Unreadable(Guid? ExecutionId, int? Attempt, string Reason) : Instruction;
