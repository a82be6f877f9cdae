using Distribution.Contracts.Rules;
using FluentValidation;

namespace Distribution.Proxy.Access.ApiKeys;

/// <summary>A script is to call.</summary>
/// <param name="Roles">Null is the caller's own roles.</param>
/// <param name="Groups">The ID groups to whose computers it is limited; null is the caller's own.</param>
/// <param name="ExpiresAt">From this moment on it opens nothing; null is never, or when the key ends that issues it.</param>
/// <param name="Own">
/// It is the caller's own: it does no more than they may, and ends with them. Whoever does not manage access can issue no other, and a
/// person's key issues none but keys of that person, whatever is said here.
/// </param>
public sealed record IssueApiKeyCommand(string Name, IReadOnlyList<string>? Roles, IReadOnlyList<Guid>? Groups, DateTimeOffset? ExpiresAt, bool Own);

/// <summary>The only answer that ever holds the key.</summary>
public sealed record IssuedApiKey(Guid Id, string Name, string Key, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, DateTimeOffset? ExpiresAt);

internal sealed class IssueApiKeyValidator : AbstractValidator<IssueApiKeyCommand>
{
    public IssueApiKeyValidator(TimeProvider clock)
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(200);
        RuleFor(c => c.ExpiresAt).Must(at => at is null || at > clock.GetUtcNow()).WithMessage("must lie in the future");
        RuleFor(c => new Grant(c.Roles!, c.Groups)).SetValidator(new GrantValidator()).When(c => c.Roles is not null).OverridePropertyName("");
    }
}

internal static class IssueApiKey
{
    public static void MapIssueApiKey(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/access/keys", async (IssueApiKeyCommand command, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var own = new Grant(caller.Roles, caller.Groups);
            var grant = new Grant(command.Roles ?? caller.Roles, command.Groups ?? caller.Groups);
            grant.MustLieWithin(own);
            // By a key nobody gets what outlives the key, or is less theirs.
            var by = caller.Kind == CallerKind.Key ? await session.LoadAsync<ApiKey>(Guid.Parse(caller.Id), ct) : null;
            if (command.ExpiresAt > by?.ExpiresAt)
                throw Validation.Broken("expiresAt", $"The key that issues it ends at {by.ExpiresAt:O}: it can end no later.");
            var endsAt = command.ExpiresAt ?? by?.ExpiresAt;
            var owner = by?.OwnerId ?? (command.Own && caller.Kind == CallerKind.Person && Guid.TryParse(caller.Id, out var person) ? person : null);
            if (command.Own && owner is null)
                throw new CommandRefusedException("Only a person who signs in with a password here has keys of their own.");
            if (owner is null && !caller.Roles.Any(role => Roles.Grant(role, "access.manage")))
                throw new ForbiddenException("This asks for the permission 'access.manage'; without it you can issue keys of your own (\"own\": true).");
            var (id, secret) = (Guid.CreateVersion7(), Secret.New());
            session.Events.StartStream<ApiKey>(id, new ApiKeyIssued(
                id, command.Name, Secret.Sha256(secret), grant.Roles, grant.Groups, owner, endsAt, clock.GetUtcNow(),
                owner is null ? caller.Responsible : null));
            await session.SaveChangesAsync(ct);
            return TypedResults.Created($"/api/access/keys/{id}", new IssuedApiKey(id, command.Name, ApiKey.Text(id, secret), grant.Roles, grant.Groups, endsAt));
        }).Validate(new IssueApiKeyValidator(TimeProvider.System));
}
