using System.Text.Json;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>An instruction that came back.</summary>
internal static class UndeliveredInstruction
{
    /// <summary>The execution and its attempt, which both kinds of instruction name alike; null when it is no instruction.</summary>
    public static (Guid Execution, int Attempt)? Read(Delivered message)
    {
        try
        {
            return JsonSerializer.Deserialize<CancelExecution>(message.Body, HouseJson.Options) is { Attempt: >= 1 } instruction
                ? (instruction.ExecutionId, instruction.Attempt)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
