using Distribution.Contracts.Rules;
using FluentValidation;

namespace Distribution.Proxy.Access;

/// <summary>What somebody may do, and for which computers.</summary>
/// <param name="Roles">Names of roles; none is nothing at all.</param>
/// <param name="Groups">The ID groups whose computers are seen and touched; null is all computers.</param>
/// <param name="Scopes">For which ID groups each role is, where they differ in that (<see cref="Caller" />); else null.</param>
public sealed record Grant(IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, IReadOnlyList<RoleScope>? Scopes = null)
{
    /// <summary>What both of two grants give: a key never does more than its owner may at the moment.</summary>
    public Grant And(Grant other) => new(
        [.. Roles.Where(role => other.Roles.Contains(role) || other.Roles.Contains(Contracts.Rules.Roles.SystemAdministrator))],
        (Groups, other.Groups) switch
        {
            (null, var theirs) => theirs,
            (var ours, null) => ours,
            var (ours, theirs) => [.. ours.Intersect(theirs)],
        });

    /// <summary>A condition on documents that hold a grant: those whose rights lie within the caller's groups; nothing when the caller has all.</summary>
    public static string Among(Caller caller) => caller.Groups is null ? "" : " and data -> 'Grant' -> 'Groups' <@ ?::jsonb";

    /// <summary>The parameter of that condition.</summary>
    public static object[] Parameters(Caller caller) =>
        caller.Groups is { } groups ? [$"[{string.Join(',', groups.Select(group => $"\"{group:D}\""))}]"] : [];

    /// <summary>Whether it gives nothing outside of some ID groups; null is all computers.</summary>
    public bool LiesWithin(IReadOnlyList<Guid>? groups) => groups is null || (Groups is not null && !Groups.Except(groups).Any());

    /// <summary>Nobody passes on what they do not have: neither a role nor a computer.</summary>
    /// <exception cref="ForbiddenException">Names what is too much.</exception>
    public void MustLieWithin(Grant own)
    {
        if (!LiesWithin(own.Groups))
            throw new ForbiddenException("You may give rights over the ID groups that you have them for, and no others.");
        if (!own.Roles.Contains(Contracts.Rules.Roles.SystemAdministrator) && Roles.Except(own.Roles).ToList() is [var more, ..])
            throw new ForbiddenException($"You do not have the role '{more}' yourself.");
    }
}

/// <summary>Rules of what may be granted at all.</summary>
internal sealed class GrantValidator : AbstractValidator<Grant>
{
    // They travel in a header with each request.
    private const int MostGroups = 50;

    public GrantValidator()
    {
        RuleFor(grant => grant.Roles).NotEmpty();
        RuleForEach(grant => grant.Roles).Must(role => Roles.All.Contains(role)).WithMessage((_, role) => $"There is no role '{role}'; there are {string.Join(", ", Roles.All)}.");
        RuleFor(grant => grant.Groups).Must(groups => groups is null || groups.Count is > 0 and <= MostGroups)
            .WithMessage($"One to {MostGroups} ID groups, or null for all computers.");
    }
}
