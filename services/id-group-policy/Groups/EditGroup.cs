using FluentValidation;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>An operator gives an ID group another name or description; what is null stays as it is.</summary>
/// <param name="ExpectedVersion">The version that the operator saw; a stale one is refused (409). Null accepts any.</param>
public sealed record EditGroupCommand(string? Name, string? Description, long? ExpectedVersion);

internal sealed class EditGroupValidator : AbstractValidator<EditGroupCommand>
{
    public EditGroupValidator()
    {
        RuleFor(c => c.Name).Length(1, 256).Must(name => name is null || !string.IsNullOrWhiteSpace(name)).WithMessage("must not be blank");
        RuleFor(c => c.Description).MaximumLength(2_000);
        RuleFor(c => c).Must(c => c.Name is not null || c.Description is not null).OverridePropertyName("name").WithMessage("a name or a description must be given");
    }
}

internal static class EditGroup
{
    public static void MapEditGroup(this IEndpointRouteBuilder routes) =>
        routes.MapPatch("/groups/{id:guid}", async (
            Guid id, EditGroupCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var group = command.ExpectedVersion is { } version
                ? await session.Events.FetchForWriting<Group>(id, version, ct)
                : await session.Events.FetchForWriting<Group>(id, ct);
            if (group.Aggregate is not { RemovedAt: null } present)
                throw new NotFoundException("ID group", id);

            var (name, description, now) = (command.Name ?? present.Name, command.Description ?? present.Description, clock.GetUtcNow());
            object[] events = [.. Group.Rename(present, name, now), .. Group.Describe(present, description ?? "", now)];
            group.AppendMany(events);
            await MoveNameAsync(session, present, name, ct);
            await session.SaveChangesAsync(ct);
            return TypedResults.Ok(GroupView.Of(events.Aggregate((Group?)present, Group.Evolve)!));
        }).Validate(new EditGroupValidator()).WithName("EditGroup").WithSummary("Gives an ID group another name or description.");

    private static async Task MoveNameAsync(IDocumentSession session, Group group, string name, CancellationToken ct)
    {
        if (GroupName.StreamOf(group.Name) == GroupName.StreamOf(name))
            return;         // another spelling of the name that it has

        var taken = await session.Events.FetchForWriting<GroupName>(GroupName.StreamOf(name), ct);
        taken.AppendMany(GroupName.Take(taken.Aggregate, group.Id, name));
        var released = await session.Events.FetchForWriting<GroupName>(GroupName.StreamOf(group.Name), ct);
        released.AppendMany(GroupName.Release(released.Aggregate, group.Id, group.Name));
    }
}
