using FluentValidation;

namespace Distribution.Proxy.Access.People;

/// <summary>A person chooses a password.</summary>
public sealed record ChangePasswordCommand(string Current, string New);

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePasswordCommand>
{
    public ChangePasswordValidator()
    {
        RuleFor(c => c.Current).NotEmpty().MaximumLength(256);
        RuleFor(c => c.New).MinimumLength(12).MaximumLength(256);
        RuleFor(c => c.New).NotEqual(c => c.Current).WithMessage("The new password is the old one.");
    }
}

/// <summary>All sessions of the person end, and one begins anew for whoever has just proved to know both passwords.</summary>
internal static class ChangePassword
{
    public static void MapChangePassword(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/access/password", async (
            ChangePasswordCommand command, Caller caller, HttpContext http, PasswordCheck check, Sessions.BeginSession begin, IDocumentSession session, TimeProvider clock,
            CancellationToken ct) =>
        {
            if (caller.Kind != CallerKind.Person || !Guid.TryParse(caller.Id, out var id) || await session.LoadAsync<Person>(id, ct) is not { } person)
                throw new CommandRefusedException("Only somebody who signs in with a password has one to change.");
            if (!await check.IsRightAsync(person, person.Name, command.Current, http))
                throw Validation.Broken("current", "This is not your password.");
            if (string.Equals(command.New, person.Name, StringComparison.OrdinalIgnoreCase))
                throw Validation.Broken("new", "Your name is no password.");
            var hash = Passwords.Hash(command.New);
            var now = clock.GetUtcNow();
            await session.Decide<Person>(id, state => Person.SetPassword(state, id, hash, isOneTime: false, now), ct);
            await begin.ForAsync(person, http, ct);
            return TypedResults.NoContent();
        }).Validate(new ChangePasswordValidator());
}
