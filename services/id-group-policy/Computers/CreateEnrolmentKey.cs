using Distribution.IdGroupPolicy.Groups;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>An operator wants computers to be able to enrol.</summary>
/// <param name="ExpiresAt">From this moment on it admits nobody; null is never.</param>
/// <param name="UsesAllowed">How many computers may come with it; null is any number.</param>
/// <param name="GroupId">The ID group that each of them joins; null is none.</param>
public sealed record CreateEnrolmentKeyCommand(Guid? Id, string? Name, DateTimeOffset? ExpiresAt, int? UsesAllowed, Guid? GroupId);

/// <summary>The only answer that ever holds the key.</summary>
public sealed record CreatedEnrolmentKey(Guid Id, string Key, string Name, DateTimeOffset? ExpiresAt, int? UsesAllowed, Guid? GroupId);

internal sealed class CreateEnrolmentKeyValidator : AbstractValidator<CreateEnrolmentKeyCommand>
{
    public CreateEnrolmentKeyValidator(TimeProvider clock)
    {
        RuleFor(c => c.Name).MaximumLength(256);
        RuleFor(c => c.UsesAllowed).GreaterThan(0);
        RuleFor(c => c.ExpiresAt).Must(at => at is null || at > clock.GetUtcNow()).WithMessage("must lie in the future");
    }
}

internal static class CreateEnrolmentKey
{
    public static void MapCreateEnrolmentKey(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/enrolment-keys", async (
            CreateEnrolmentKeyCommand command, HttpContext http, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            if (command.GroupId is { } groupId && await session.LoadAsync<Group>(groupId, ct) is not { RemovalStartedAt: null })
                throw new NotFoundException("ID group", groupId);

            var id = http.RequestedId(command.Id);
            var secret = Secret.New();
            var created = new EnrolmentKeyCreated(
                id, command.Name ?? "", Secret.Sha256(secret), command.ExpiresAt, command.UsesAllowed, command.GroupId, clock.GetUtcNow());

            // A repeat is a conflict here and not a second answer: the key is known to nobody but the first who asked.
            session.Events.StartStream<EnrolmentKey>(id, created);
            await session.SaveChangesAsync(ct);
            return TypedResults.Created(
                $"/enrolment-keys/{id}",
                new CreatedEnrolmentKey(id, EnrolmentKey.Text(id, secret), created.Name, created.ExpiresAt, created.UsesAllowed, created.GroupId));
        }).Validate(new CreateEnrolmentKeyValidator(TimeProvider.System)).TakesIdempotencyKey().WithName("CreateEnrolmentKey").WithSummary("Makes a key with which computers enrol; it is shown once.");
}
