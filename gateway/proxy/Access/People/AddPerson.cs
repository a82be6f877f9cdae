using FluentValidation;

namespace Distribution.Proxy.Access.People;

/// <summary>Somebody is to sign in with a name and a password.</summary>
/// <param name="Groups">The ID groups to whose computers the rights are limited; null is all computers.</param>
public sealed record AddPersonCommand(string Name, string? DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups);

/// <summary>The only answer that ever holds this password; it lets in only to choose another.</summary>
public sealed record OneTimePassword(Guid Id, string Name, string Password);

internal sealed class AddPersonValidator : AbstractValidator<AddPersonCommand>
{
    public AddPersonValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(100).Matches(@"^[\p{L}\p{Nd}._@+-]+$").WithMessage("Letters, digits and . _ @ + - only.");
        RuleFor(c => c.DisplayName).MaximumLength(200);
        RuleFor(c => new Grant(c.Roles, c.Groups)).SetValidator(new GrantValidator()).OverridePropertyName("");
    }
}

internal static class AddPerson
{
    public static void MapAddPerson(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/access/people", async (AddPersonCommand command, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var grant = new Grant(command.Roles, command.Groups);
            grant.MustLieWithin(new Grant(caller.Roles, caller.Groups));
            var (id, password) = (Person.IdOf(command.Name), Secret.NewPassword());
            var hash = Passwords.Hash(password);
            await session.Decide<Person>(
                id, state => Person.Add(state, command.Name, command.DisplayName ?? command.Name.Trim(), grant, hash, clock.GetUtcNow()), ct);
            return TypedResults.Created($"/api/access/people/{id}", new OneTimePassword(id, command.Name.Trim(), password));
        }).Validate(new AddPersonValidator());
}
