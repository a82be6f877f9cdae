using Distribution.Contracts;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Takes instructions that no queue took, and records on each execution that its computer cannot be reached: nothing is lost silently.</summary>
internal sealed class RecordUnroutable(BrokerAddress address, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecordUnroutable> logger) : BackgroundService
{
    private const string Reason = "No queue takes this computer's instructions.";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new DeliveredBatches(
        address, AgentQueue.UnroutableQueue, "task-scheduling-unroutable", logger).RunAsync(AgentTopology.DeclareAsync, RecordAsync, stoppingToken);

    private async Task<IReadOnlyList<Refused>> RecordAsync(IReadOnlyList<Delivered> batch, CancellationToken ct)
    {
        var refused = new List<Refused>();
        foreach (var alike in batch.GroupBy(message => message.Properties.CorrelationId))
        {
            var attempts = new Dictionary<Guid, int>();
            foreach (var message in alike)
            {
                if (UndeliveredInstruction.Read(message) is var (execution, attempt))
                    attempts[execution] = Math.Max(attempt, attempts.GetValueOrDefault(execution));
                else
                    refused.Add(new(message, "It is no instruction."));
            }

            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Correlation>().Id = alike.Key;
            var sentAt = new Dictionary<Guid, DateTimeOffset>();
            await scope.ServiceProvider.GetRequiredService<ExecutionPages>().DecideAsync(
                attempts.Keys,
                state =>
                {
                    // Marked already: this service fell before it could look for a contact, so any contact counts.
                    if (state is { State: ExecutionState.Dispatched or ExecutionState.Waiting })
                        sentAt[state.Id] = state.State == ExecutionState.Dispatched ? state.ChangedAt : DateTimeOffset.MinValue;
                    return state is null ? [] : ExecutionDecisions.MarkUnreachable(state, attempts[state.Id], Reason, clock.GetUtcNow());
                },
                ct);
            await scope.ServiceProvider.GetRequiredService<UndeliveredExecutions>().SendToThoseInContactSinceAsync(sentAt, ct);
        }

        return refused;
    }
}
