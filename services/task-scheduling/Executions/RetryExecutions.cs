using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;
using FluentValidation;

namespace Distribution.TaskScheduling.Executions;

internal static class RetryExecutions
{
    /// <summary>Which executions of a task are carried out again: Failed (default), Skipped, TimedOut, Waiting, in any mix (domain, section 10).</summary>
    public sealed record Command(IReadOnlyList<ExecutionState>? Keys);

    public static void MapRetryExecutions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/executions/{id:guid}/retry", async (
            Guid id, IDocumentSession session, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            var found = await session.LoadAsync<Execution>(id, ct) ?? throw new NotFoundException("execution", id);
            var instructions = await Instructions.ForAsync(await LoadStandingAsync(session, found.TaskId, ct), session, ct);
            var now = clock.GetUtcNow();
            await pages.DecideAsync<Execution>(
                id, null, state => instructions.DispatchAfter(state, ExecutionDecisions.Retry(state!, ExecutionDecisions.RetryKeys, now), now), ct);
            return TypedResults.Accepted($"/executions/{id}");
        }).WithName("RetryExecution").WithSummary("Carries one execution out again.");
        routes.MapPost("/tasks/{id:guid}/retry", async (
            Guid id, Command command, IDocumentSession session, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await LoadStandingAsync(session, id, ct);
            var keys = command.Keys is { Count: > 0 } chosen ? chosen.Distinct().ToArray() : [ExecutionState.Failed];
            // How many stand so now; the order is carried out within seconds, by whichever replica has the turn (CarryOutRetryOrders).
            var retried = (await session.QueryAsync<long>(
                "select count(*) from mt_doc_execution where data ->> 'TaskId' = ? and data ->> 'State' = any(?)",
                ct, id.ToString("D"), keys.Select(key => key.ToString()).ToArray()))[0];
            await pages.DecideAsync<RetryOrder>(RetryOrder.IdFor(id), null, state => RetryOrder.Order(state, id, keys, clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/tasks/{id}/progress", new { retried });
        }).Validate(new Rules()).WithName("RetryTask").WithSummary("Carries out again what failed, or what the keys name.");
    }

    private static async Task<DistributionTask> LoadStandingAsync(IDocumentSession session, Guid taskId, CancellationToken ct)
    {
        var task = await session.LoadAsync<DistributionTask>(taskId, ct);
        if (task is null or { State: TaskState.Removed })
            throw new NotFoundException("task", taskId);
        return task.Stands ? task : throw new CommandRefusedException($"A task that is {task.State} carries nothing out again.");
    }

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules() => RuleForEach(c => c.Keys).Must(ExecutionDecisions.RetryKeys.Contains)
            .WithMessage($"A key is one of {string.Join(", ", ExecutionDecisions.RetryKeys)}.");
    }
}
