using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.TaskScheduling.Executions;

internal static class SetDispatchLimit
{
    /// <summary>Limits of an ID group, or of the whole system.</summary>
    /// <param name="MostTransfers">Computers that may fetch content at once: 1 to 1,000,000; null is unlimited.</param>
    /// <param name="MostRuns">Computers that may be at work at once: 1 to 1,000,000; null is unlimited.</param>
    public sealed record Command(int? MostTransfers, int? MostRuns);

    public static void MapSetDispatchLimit(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/limits/system", (Command command, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
            SetAsync(null, command, pages, clock, ct)).Validate(new Rules()).Produces(StatusCodes.Status204NoContent).WithName("SetSystemLimit").WithSummary("Limits simultaneous transfers and runs of the whole system.");
        routes.MapPut("/limits/groups/{id:guid}", (Guid id, Command command, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
            SetAsync(id, command, pages, clock, ct)).Validate(new Rules()).Produces(StatusCodes.Status204NoContent).WithName("SetGroupLimit").WithSummary("Limits simultaneous transfers and runs of an ID group.");
        routes.MapGet("/limits", async (IDocumentSession session, CancellationToken ct) =>
            (await session.QueryAsync<DispatchLimit>("order by id limit 1000", ct)).Select(l => new { l.GroupId, l.MostTransfers, l.MostRuns })).WithName("GetLimits").WithSummary("The limits of the system and of ID groups.");
    }

    private static async Task<IResult> SetAsync(Guid? group, Command command, ExecutionPages pages, TimeProvider clock, CancellationToken ct)
    {
        await pages.DecideAsync<DispatchLimit>(
            DispatchLimit.IdFor(group), null,
            state => DispatchLimit.Set(state, group, command.MostTransfers, command.MostRuns, clock.GetUtcNow()), ct);
        return TypedResults.NoContent();
    }

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules()
        {
            RuleFor(c => c.MostTransfers).InclusiveBetween(1, 1_000_000);
            RuleFor(c => c.MostRuns).InclusiveBetween(1, 1_000_000);
        }
    }
}
