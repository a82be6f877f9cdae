using Distribution.Proxy.Access.Callers;
using Distribution.Proxy.Access.People;
using FluentValidation;

namespace Distribution.Proxy.Access.Sessions;

/// <summary>Somebody says who they are.</summary>
public sealed record SignInCommand(string Name, string Password);

internal sealed class SignInValidator : AbstractValidator<SignInCommand>
{
    public SignInValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
        RuleFor(c => c.Password).NotEmpty().MaximumLength(256);
    }
}

internal static class SignIn
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/access/sessions", async (
            SignInCommand command, HttpContext http, PasswordCheck check, BeginSession begin, CrossSite crossSite, IDocumentSession session, RefusedAttempts refused, CancellationToken ct) =>
        {
            // Nobody is to be signed in by another site as somebody whom that site knows.
            crossSite.Refuse(http);
            var person = await session.LoadAsync<Person>(Person.IdOf(command.Name), ct);
            // One answer for every reason, after the same time: nobody learns by asking who may sign in here.
            if (!await check.IsRightAsync(person, command.Name, command.Password, http) || person is not { DisabledAt: null })
            {
                await refused.KeepAsync(
                    new("nobody", command.Name, CallerKind.Person, [], null, http.CallerAddress()?.ToString(), http.TraceIdentifier), "POST /api/access/sessions", "SignInRefused", command.Name);
                throw new NotAuthenticatedException("The name or the password is wrong.");
            }

            await begin.ForAsync(person, http, ct);
            return TypedResults.NoContent();
        }).Validate(new SignInValidator());

        routes.MapDelete("/api/access/session", async (HttpContext http, SessionCookie cookie, HeldSession held, IDocumentSession session, CancellationToken ct) =>
        {
            await held.EndAsync(http, ct);
            await session.SaveChangesAsync(ct);
            cookie.Delete(http);
            return TypedResults.NoContent();
        });
    }
}
