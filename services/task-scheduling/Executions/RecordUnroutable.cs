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

    private Task<IReadOnlyList<Refused>> RecordAsync(IReadOnlyList<Delivered> batch, CancellationToken ct) => UndeliveredInstruction.TakeAsync(
        batch,
        scopes,
        _ => "It is no instruction.",
        _ => true,
        async (services, attempts) =>
        {
            var sentAt = new Dictionary<Guid, DateTimeOffset>();
            await services.GetRequiredService<ExecutionPages>().DecideAsync(
                [.. attempts.Keys],
                state =>
                {
                    // Marked already: this service fell before it could look for a contact, so any contact counts.
                    if (state is { State: ExecutionState.Dispatched or ExecutionState.Waiting })
                        sentAt[state.Id] = state.State == ExecutionState.Dispatched ? state.ChangedAt : DateTimeOffset.MinValue;
                    return state is null ? [] : ExecutionDecisions.MarkUnreachable(state, attempts[state.Id], Reason, clock.GetUtcNow());
                },
                ct);
            await services.GetRequiredService<UndeliveredExecutions>().SendToThoseInContactSinceAsync(sentAt, ct);
        });
}
