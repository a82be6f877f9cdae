using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// Takes what computers' queues gave up, since their agents could not read it: an instruction has failed, as if its agent had refused it.
/// Anything else is put aside with its reason. Only the broker can put something here, so the computer need not be asked.
/// </summary>
internal sealed class RecordDeadLetters(BrokerAddress address, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RecordDeadLetters> logger) : BackgroundService
{
    private const string Reason = "The computer's agent could not read the instruction, and gave it back unread.";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new DeliveredBatches(
        address, AgentQueue.DeadLetterExchange, "task-scheduling-dead-letters", logger).RunAsync(AgentTopology.DeclareAsync, RecordAsync, stoppingToken);

    private Task<IReadOnlyList<Refused>> RecordAsync(IReadOnlyList<Delivered> batch, CancellationToken ct) => UndeliveredInstruction.TakeAsync(
        batch,
        scopes,
        message => $"A computer's agent could not read it ({message.Properties.Type ?? "no type"}).",
        message => message.Properties.Type?.EndsWith($":{nameof(ExecuteTask)}", StringComparison.Ordinal) == true,
        (services, attempts) =>
        {
            var now = clock.GetUtcNow();
            return services.GetRequiredService<ExecutionPages>().DecideAsync(
                [.. attempts.Keys],
                state => state is null ? [] : ExecutionReports.Report(
                    state, state.ComputerId, new InstructionRefused(state.Id, attempts[state.Id], RefusalReason.Malformed, Reason, now), now),
                ct);
        });
}
