using FluentValidation;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>An operator wants an ID group (domain 4.2).</summary>
public sealed record CreateGroupCommand(Guid? Id, string Name, string? Description = null);

internal sealed class CreateGroupValidator : AbstractValidator<CreateGroupCommand>
{
    public CreateGroupValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(256);
        RuleFor(c => c.Description).MaximumLength(2_000);
    }
}

internal static class CreateGroup
{
    public static void MapCreateGroup(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/groups", async (
            CreateGroupCommand command, HttpContext http, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var id = http.RequestedId(command.Id);
            var group = await session.Events.FetchForWriting<Group>(id, ct);
            var events = Group.Create(group.Aggregate, id, command.Name, clock.GetUtcNow(), command.Description);
            group.AppendMany(events);
            if (group.Aggregate is null)
            {
                var name = await session.Events.FetchForWriting<GroupName>(GroupName.StreamOf(command.Name), ct);
                name.AppendMany(GroupName.Take(name.Aggregate, id, command.Name));
            }

            await session.SaveChangesAsync(ct);
            return TypedResults.Created($"/groups/{id}", GroupView.Of(events.Aggregate(group.Aggregate, Group.Evolve)!));
        }).Validate(new CreateGroupValidator()).TakesIdempotencyKey().WithName("CreateGroup").WithSummary("Makes an ID group.");
}
