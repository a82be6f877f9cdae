using FluentValidation;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>An operator lets computers and their users register in an ID group themselves (domain 4.2).</summary>
/// <param name="Password">What they must know, 8 to 256 characters; null is nothing. Only its hash is kept.</param>
public sealed record OpenSelfRegistrationCommand(string? Password);

internal sealed class OpenSelfRegistrationValidator : AbstractValidator<OpenSelfRegistrationCommand>
{
    public OpenSelfRegistrationValidator() => RuleFor(c => c.Password).Length(8, 256);
}

internal static class OpenSelfRegistration
{
    public static void MapSelfRegistration(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/groups/{id:guid}/self-registration", async (
            Guid id, OpenSelfRegistrationCommand command, IDocumentSession session, Passwords passwords, TimeProvider clock, CancellationToken ct) =>
        {
            var hash = command.Password is { } password ? Passwords.Hash(password) : null;
            await session.Decide<Group>(
                id,
                state => Group.OpenSelfRegistration(
                    Known(state, id),
                    // The same password once more is the same, although its salt is new.
                    hash is not null && state!.PasswordHash is { } present && passwords.Matches(command.Password!, present) ? present : hash,
                    clock.GetUtcNow()),
                ct);
            return TypedResults.NoContent();
        }).Validate(new OpenSelfRegistrationValidator()).WithName("OpenSelfRegistration").WithSummary("Lets users register their computers in an ID group.");

        routes.MapDelete("/groups/{id:guid}/self-registration", async (
            Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Group>(id, state => Group.CloseSelfRegistration(Known(state, id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("CloseSelfRegistration").WithSummary("Ends self-registration in an ID group.");
    }

    private static Group Known(Group? state, Guid id) => state is { RemovedAt: null } ? state : throw new NotFoundException("ID group", id);
}
