using Distribution.Contracts.TaskScheduling.V1;
using MassTransit;

namespace Distribution.TaskScheduling.Executions;

/// <summary>When a task is cancelled, calls off its executions; a computer that has the instruction is told, and its report ends it.</summary>
internal sealed class CancelExecutions(ExecutionPages pages, TimeProvider clock) : IConsumer<TaskCancelled>
{
    public Task Consume(ConsumeContext<TaskCancelled> context) => pages.SweepAsync(
        ExecutionsOf.Task(context.Message.TaskId),
        e => ExecutionDecisions.Cancel(e, context.Message.Reason, clock.GetUtcNow(), context.Message.LetFinish),
        context.CancellationToken);
}
