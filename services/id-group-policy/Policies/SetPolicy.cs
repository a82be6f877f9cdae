using Distribution.IdGroupPolicy.Groups;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>An operator wants new and changed computers to join an ID group (domain 4.3). Conditions that are null catch every computer.</summary>
/// <param name="NamePattern">The computer's name with * and ?, without regard to case.</param>
public sealed record SetPolicyCommand(Guid GroupId, string? NamePattern, string? OperatingSystem, string? Architecture);

internal sealed class SetPolicyValidator : AbstractValidator<SetPolicyCommand>
{
    public SetPolicyValidator()
    {
        RuleFor(c => c.GroupId).NotEmpty();
        RuleFor(c => c.NamePattern).Length(1, 256);
        RuleFor(c => c.OperatingSystem).Must(os => os is null or "windows" or "linux" or "macos").WithMessage("must be windows, linux or macos, not '{PropertyValue}'");
        RuleFor(c => c.Architecture).Must(a => a is null or "x64" or "x86" or "arm64").WithMessage("must be x64, x86 or arm64, not '{PropertyValue}'");
    }
}

internal static class SetPolicy
{
    public static void MapSetPolicy(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/policies", async (SetPolicyCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Group>(command.GroupId, ct) is not { RemovalStartedAt: null })
                throw new NotFoundException("ID group", command.GroupId);

            var condition = new NewComputerCondition(command.NamePattern, command.OperatingSystem, command.Architecture);
            var id = Policy.StreamOf(command.GroupId, condition);
            var stream = await session.Events.FetchForWriting<Policy>(id, ct);
            var now = clock.GetUtcNow();
            stream.AppendMany(Policy.Set(stream.Aggregate, command.GroupId, condition, now));
            await session.SaveChangesAsync(ct);
            var set = stream.Aggregate is { RemovedAt: null } present ? present : new Policy(id, command.GroupId, condition, now, null);
            return TypedResults.Created($"/policies/{id}", PolicyView.Of(set));
        }).Validate(new SetPolicyValidator());
}
