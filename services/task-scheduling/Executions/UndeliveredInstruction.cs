using System.Text.Json;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Instructions that came back.</summary>
internal static class UndeliveredInstruction
{
    /// <summary>Takes a batch of a queue's messages, those of one request together; what is no instruction is put aside.</summary>
    /// <param name="reason">Why a message is put aside.</param>
    /// <param name="isMeant">Whether a message is one of those that are looked for here.</param>
    /// <param name="record">Records what became of these executions, each with its latest attempt.</param>
    public static async Task<IReadOnlyList<Refused>> TakeAsync(
        IReadOnlyList<Delivered> batch, IServiceScopeFactory scopes, Func<Delivered, string> reason, Func<Delivered, bool> isMeant,
        Func<IServiceProvider, IReadOnlyDictionary<Guid, int>, Task> record)
    {
        var refused = new List<Refused>();
        foreach (var alike in batch.GroupBy(message => message.Properties.CorrelationId))
        {
            var attempts = new Dictionary<Guid, int>();
            foreach (var message in alike)
            {
                if (isMeant(message) && Read(message) is var (execution, attempt))
                    attempts[execution] = Math.Max(attempt, attempts.GetValueOrDefault(execution));
                else
                    refused.Add(new(message, reason(message)));
            }

            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Correlation>().Id = alike.Key;
            await record(scope.ServiceProvider, attempts);
        }

        return refused;
    }

    // The execution and its attempt, which both kinds of instruction name alike; null when it is no instruction.
    private static (Guid Execution, int Attempt)? Read(Delivered message)
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
