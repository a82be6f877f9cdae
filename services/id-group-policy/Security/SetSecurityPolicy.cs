using System.Diagnostics;
using Distribution.IdGroupPolicy.Groups;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>An operator says what computers must have and must not have (domain 2.7); lists that are null are empty.</summary>
public sealed record SetSecurityPolicyCommand(
    Guid? Id, string Name, IReadOnlyList<MandatorySoftware>? Mandatory, IReadOnlyList<ProhibitedSoftware>? Prohibited, IReadOnlyList<RequiredUpdate>? Updates,
    bool? EnforcesMandatory, bool? EnforcesProhibited, bool? EnforcesUpdates)
{
    internal SecurityRules Rules() => new(
        Mandatory ?? [], Prohibited ?? [], Updates ?? [], EnforcesMandatory == true, EnforcesProhibited == true, EnforcesUpdates == true);
}

internal sealed class SetSecurityPolicyValidator : AbstractValidator<SetSecurityPolicyCommand>
{
    public SetSecurityPolicyValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(200);
        RuleFor(c => c).Custom((command, context) => command.Rules().Faults().ToList().ForEach(fault => context.AddFailure(fault.Field, fault.Fault)));
    }
}

internal static class SetSecurityPolicy
{
    // What was registered a moment ago is on its way here; a script that goes on at once should not have to wait itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapSetSecurityPolicy(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/security-policies", (
            SetSecurityPolicyCommand command, HttpContext http, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
            SetAsync(http.RequestedId(command.Id), command, session, clock, ct)).Validate(new SetSecurityPolicyValidator()).Produces<SecurityPolicyView>(StatusCodes.Status201Created).Produces<SecurityPolicyView>().TakesIdempotencyKey().WithName("CreateSecurityPolicy").WithSummary("Says what computers must have and must not have.");

        routes.MapPut("/security-policies/{id:guid}", (
            Guid id, SetSecurityPolicyCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
            SetAsync(id, command, session, clock, ct)).Validate(new SetSecurityPolicyValidator()).Produces<SecurityPolicyView>(StatusCodes.Status201Created).Produces<SecurityPolicyView>().WithName("SetSecurityPolicy").WithSummary("Makes or replaces a security policy under an id.");

        routes.MapDelete("/security-policies/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<SecurityPolicy>(
                id, state => SecurityPolicy.Remove(state ?? throw new NotFoundException("security policy", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RemoveSecurityPolicy").WithSummary("Removes a security policy.");

        routes.MapPut("/security-policies/{id:guid}/groups/{groupId:guid}", async (
            Guid id, Guid groupId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Group>(groupId, ct) is not { RemovalStartedAt: null })
                throw new NotFoundException("ID group", groupId);
            await session.Decide<SecurityPolicy>(id, state => SecurityPolicy.Assign(Known(state, id), groupId, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("AssignSecurityPolicy").WithSummary("Lays a security policy on an ID group.");

        routes.MapDelete("/security-policies/{id:guid}/groups/{groupId:guid}", async (
            Guid id, Guid groupId, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<SecurityPolicy>(id, state => SecurityPolicy.Unassign(Known(state, id), groupId, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("UnassignSecurityPolicy").WithSummary("Takes a security policy off an ID group.");
    }

    private static SecurityPolicy Known(SecurityPolicy? state, Guid id) =>
        state is { RemovedAt: null } ? state : throw new NotFoundException("security policy", id);

    private static async Task<IResult> SetAsync(
        Guid id, SetSecurityPolicyCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        var (rules, waited) = (command.Rules(), Stopwatch.StartNew());
        while (rules.Packages().Except((await session.RegisteredAsync(rules.Packages(), ct)).Keys).ToList() is { Count: > 0 } unknown)
        {
            if (waited.Elapsed > Patience)
                throw new UnprocessableException($"Not registered as packages (yet): {string.Join(", ", unknown.Take(10))}.");
            await Task.Delay(100, ct);
        }

        var stream = await session.Events.FetchForWriting<SecurityPolicy>(id, ct);
        var events = SecurityPolicy.Set(stream.Aggregate, id, command.Name, rules, clock.GetUtcNow());
        stream.AppendMany(events);
        await session.SaveChangesAsync(ct);
        var view = SecurityPolicyView.Of(events.Aggregate(stream.Aggregate, SecurityPolicy.Evolve)!);
        return stream.Aggregate is null ? TypedResults.Created($"/security-policies/{id}", view) : TypedResults.Ok(view);
    }
}
