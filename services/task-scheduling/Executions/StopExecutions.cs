using Distribution.Contracts.TaskScheduling.V1;
using MassTransit;

namespace Distribution.TaskScheduling.Executions;

/// <summary>At an emergency stop, calls off what computers already have; what they do not have yet waits for the task to go on.</summary>
internal sealed class StopExecutions(ExecutionPages pages, TimeProvider clock) : IConsumer<TaskHeld>
{
    public async Task Consume(ConsumeContext<TaskHeld> context)
    {
        if (!context.Message.Stopped)
            return;
        await pages.SweepAsync(
            ExecutionsOf.Task(context.Message.TaskId),
            e => e.State == ExecutionState.Requested ? [] : ExecutionDecisions.Cancel(e, context.Message.Reason, clock.GetUtcNow()),
            context.CancellationToken);
    }
}
