using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.IdGroupPolicy.Groups;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>An operator wants new and changed computers to join an ID group (domain 4.3). Conditions that are null catch every computer.</summary>
public sealed record SetPolicyCommand(
    Guid? Id, Guid GroupId, string? NamePattern, string? OperatingSystem, string? Architecture, IReadOnlyList<string>? AddressRanges = null,
    string? Domain = null, IReadOnlyList<AssetCondition>? Assets = null, HardwareCondition? Hardware = null, SoftwareConditions? Software = null,
    bool? IncludesRelays = null)
{
    internal PolicyCondition Condition() =>
        new(NamePattern, OperatingSystem, Architecture, AddressRanges, Domain, Assets, Hardware, Software, IncludesRelays);
}

internal sealed class PolicyConditionValidator : AbstractValidator<PolicyCondition>
{
    public PolicyConditionValidator()
    {
        RuleFor(c => c.NamePattern).Length(1, 256);
        RuleFor(c => c.OperatingSystem).IsOneOf("windows", "linux", "macos").WithMessage("must be windows, linux or macos, not '{PropertyValue}'");
        RuleFor(c => c.Architecture).IsOneOf("x64", "x86", "arm64").WithMessage("must be x64, x86 or arm64, not '{PropertyValue}'");
        RuleFor(c => c.AddressRanges).Counts(0, PolicyCondition.MostRanges)
            .WithMessage($"at most {PolicyCondition.MostRanges} address ranges may be given");
        RuleForEach(c => c.AddressRanges).Must(range => AddressRange.TryParse(range, out _))
            .WithMessage("'{PropertyValue}' is no range such as 10.1.0.0/16 or 2001:db8::/32 whose part behind the prefix is zero");
        RuleFor(c => c.Domain).Length(1, 256);
        RuleFor(c => c.Assets).Counts(0, PolicyCondition.MostAssets)
            .WithMessage($"at most {PolicyCondition.MostAssets} asset fields may be given");
        RuleForEach(c => c.Assets).Must(a => a is { Field.Length: >= 1 and <= 256, Pattern.Length: <= 256 })
            .WithMessage("an asset field needs a name of 1 to 256 characters and a pattern of at most 256");
        RuleFor(c => c.Hardware).Must(h => h is null || (NotNegative(h.MemoryAtLeastBytes) && NotNegative(h.MemoryBelowBytes) && NotNegative(h.CoresAtLeast) && NotNegative(h.DiskAtLeastBytes)))
            .WithMessage("the figures must not be negative");
        RuleFor(c => c.Software).Custom((software, context) =>
        {
            if (software is { Conditions: null } || software?.Conditions.Contains(null!) == true)
                context.AddFailure("each software condition must be given");
            else if (software is not null)
                SoftwareJudgement.FaultsOf(software).ToList().ForEach(context.AddFailure);
        });
    }

    private static bool NotNegative(long? figure) => figure is null or >= 0;
}

internal sealed class SetPolicyValidator : AbstractValidator<SetPolicyCommand>
{
    public SetPolicyValidator()
    {
        RuleFor(c => c.GroupId).NotEmpty();
        this.KeepsFlat(command => command.Condition(), new PolicyConditionValidator());
    }
}

internal static class SetPolicy
{
    public static void MapSetPolicy(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/policies", (
            SetPolicyCommand command, HttpContext http, IDocumentSession session, OwnSessions sessions, TimeProvider clock, CancellationToken ct) =>
            SetAsync(http.RequestedId(command.Id), command, session, sessions, clock, ct)).Validate(new SetPolicyValidator()).Produces<PolicyView>(StatusCodes.Status201Created).Produces<PolicyView>().TakesIdempotencyKey().WithName("CreatePolicy").WithSummary("Makes new and changed computers join an ID group by conditions.");

        routes.MapPut("/policies/{id:guid}", (
            Guid id, SetPolicyCommand command, IDocumentSession session, OwnSessions sessions, TimeProvider clock, CancellationToken ct) =>
            id == Guid.Empty || (command.Id is { } named && named != id)
                ? throw Validation.Broken("id", "The id must be that of the path, and not empty.")
                : SetAsync(id, command, session, sessions, clock, ct)).Validate(new SetPolicyValidator()).Produces<PolicyView>(StatusCodes.Status201Created).Produces<PolicyView>().WithName("SetPolicy").WithSummary("Makes or replaces a policy under an id.");
    }

    private static async Task<IResult> SetAsync(
        Guid id, SetPolicyCommand command, IDocumentSession session, OwnSessions sessions, TimeProvider clock, CancellationToken ct)
    {
        if (await session.LoadAsync<Group>(command.GroupId, ct) is not { RemovalStartedAt: null })
            throw new NotFoundException("ID group", command.GroupId);

        var (before, set) = await sessions.WriteAsync(
            id, state => Policy.Set(state, id, command.GroupId, command.Condition(), clock.GetUtcNow()), ct);
        return before is null ? TypedResults.Created($"/policies/{id}", PolicyView.Of(set!)) : TypedResults.Ok(PolicyView.Of(set!));
    }
}
