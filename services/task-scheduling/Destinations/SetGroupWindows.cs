using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using FluentValidation;

namespace Distribution.TaskScheduling.Destinations;

internal static class SetGroupWindows
{
    /// <summary>When work may begin on the members of an ID group; an empty list is at any time.</summary>
    public sealed record Command(IReadOnlyList<MaintenanceWindow> Windows);

    public static void MapSetGroupWindows(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/maintenance-windows/{groupId:guid}", async (
            Guid groupId, Command command, IDocumentSession session, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            if (await session.LoadAsync<KnownGroup>(KnownGroup.IdFor(groupId), ct) is not { Removed: false })
                throw new NotFoundException("group", groupId);
            await pages.DecideAsync<GroupWindows>(
                GroupWindows.IdFor(groupId), null, state => GroupWindows.Set(state, groupId, command.Windows, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).Validate(new Rules()).WithName("SetGroupWindows").WithSummary("Says when work may begin on the members of an ID group.");
        routes.MapGet("/maintenance-windows/{groupId:guid}", async (Guid groupId, IDocumentSession session, CancellationToken ct) =>
            new Command((await session.LoadAsync<GroupWindows>(GroupWindows.IdFor(groupId), ct))?.Windows ?? [])).WithName("GetGroupWindows").WithSummary("When work may begin on the members of an ID group.");
    }

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules()
        {
            RuleFor(c => c.Windows).NotNull().Counts(0, WindowRule.Most)
                .WithMessage($"At most {WindowRule.Most} windows may be given.");
            RuleForEach(c => c.Windows).NotNull().SetValidator(new WindowRule());
        }
    }
}
