using FluentValidation;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>An operator gives an ID group another name.</summary>
/// <param name="ExpectedVersion">The version that the operator saw; a stale one is refused (409). Null accepts any.</param>
public sealed record RenameGroupCommand(string Name, long? ExpectedVersion);

internal sealed class RenameGroupValidator : AbstractValidator<RenameGroupCommand>
{
    public RenameGroupValidator() => RuleFor(c => c.Name).NotEmpty().MaximumLength(256);
}

internal static class RenameGroup
{
    public static void MapRenameGroup(this IEndpointRouteBuilder routes) =>
        routes.MapPatch("/groups/{id:guid}", async (
            Guid id, RenameGroupCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var group = command.ExpectedVersion is { } version
                ? await session.Events.FetchForWriting<Group>(id, version, ct)
                : await session.Events.FetchForWriting<Group>(id, ct);
            if (group.Aggregate is not { RemovedAt: null } present)
                throw new NotFoundException("ID group", id);

            group.AppendMany(Group.Rename(present, command.Name, clock.GetUtcNow()));
            await MoveNameAsync(session, present, command.Name, ct);
            await session.SaveChangesAsync(ct);
            return TypedResults.Ok(new GroupView(id, command.Name, false, present.CreatedAt));
        }).Validate(new RenameGroupValidator());

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
