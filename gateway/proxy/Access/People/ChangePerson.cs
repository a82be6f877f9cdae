using FluentValidation;

namespace Distribution.Proxy.Access.People;

/// <summary>What the person may do from now on.</summary>
public sealed record GrantRolesCommand(IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups);

internal sealed class GrantRolesValidator : AbstractValidator<GrantRolesCommand>
{
    public GrantRolesValidator() => RuleFor(c => new Grant(c.Roles, c.Groups)).SetValidator(new GrantValidator()).OverridePropertyName("");
}

/// <summary>An administrator changes what somebody may do, gives them a new one-time password, or shuts them out; it holds for the next request.</summary>
internal static class ChangePerson
{
    public static void MapChangePerson(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/access/people/{id:guid}/roles", async (
            Guid id, GrantRolesCommand command, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var grant = new Grant(command.Roles, command.Groups);
            grant.MustLieWithin(new Grant(caller.Roles, caller.Groups));
            await session.Decide<Person>(id, state => Person.GrantRoles(Touched(state, caller), id, grant, caller.Responsible, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).Validate(new GrantRolesValidator());

        routes.MapPost("/api/access/people/{id:guid}/password", async (Guid id, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var password = Secret.NewPassword();
            var hash = Passwords.Hash(password);
            var name = "";
            await session.Decide<Person>(
                id,
                state =>
                {
                    name = Touched(state, caller)?.Name ?? "";
                    return Person.ResetPassword(state, id, hash, caller.Responsible, clock.GetUtcNow());
                },
                ct);
            return TypedResults.Ok(new OneTimePassword(id, name, password));
        });

        routes.MapPut("/api/access/people/{id:guid}/disabled", async (Guid id, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Person>(id, state => Person.Disable(Touched(state, caller), id, caller.Responsible, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        });

        routes.MapDelete("/api/access/people/{id:guid}/disabled", async (Guid id, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<Person>(id, state => Person.Enable(Touched(state, caller), id, caller.Responsible, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        });
    }

    // Whoever administers a department's people must not take over somebody with more rights, by a new password for one.
    private static Person? Touched(Person? state, Caller caller)
    {
        state?.Grant.MustLieWithin(new Grant(caller.Roles, caller.Groups));
        return state;
    }
}
