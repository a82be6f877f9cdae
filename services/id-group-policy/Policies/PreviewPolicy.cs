using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>A computer that would join.</summary>
public sealed record CaughtComputer(Guid Id, string Name, string OperatingSystem, string Architecture);

/// <summary>What applying a policy to all computers would do now.</summary>
/// <param name="Judged">How many computers there are; null on all pages but the first, as are the other counts.</param>
/// <param name="Caught">How many the policy catches.</param>
/// <param name="WouldJoin">How many of those would join: members, and whom an operator has taken out of the group, would not.</param>
/// <param name="Next">Passed as 'after' to get the following page; null on the last.</param>
public sealed record PolicyPreview(long? Judged, long? Caught, long? WouldJoin, IReadOnlyList<CaughtComputer> Items, string? Next);

internal static class PreviewPolicy
{
    public static void MapPreviewPolicy(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/policies/{id:guid}/preview", async (
            Guid id, string? after, int? limit, IDocumentSession session, OwnSessions sessions, TimeProvider clock, CancellationToken ct) =>
            await session.LoadAsync<Policy>(id, ct) is { RemovedAt: null } policy
                ? TypedResults.Ok(await PreviewAsync(policy, after, limit, sessions, clock, ct))
                : throw new NotFoundException("policy", id)).WithName("PreviewPolicy").WithSummary("Which computers a policy would put into its ID group now.");

        routes.MapPost("/policies/preview", async (
            SetPolicyCommand command, string? after, int? limit, OwnSessions sessions, TimeProvider clock, CancellationToken ct) =>
            TypedResults.Ok(await PreviewAsync(
                new(Guid.Empty, command.GroupId, command.Condition(), clock.GetUtcNow(), null), after, limit, sessions, clock, ct))).Validate(new SetPolicyValidator()).WithName("PreviewPolicyDraft").WithSummary("Which computers a policy that is not saved would catch.");
    }

    private static async Task<PolicyPreview> PreviewAsync(
        Policy policy, string? after, int? limit, OwnSessions sessions, TimeProvider clock, CancellationToken ct)
    {
        var (size, behind, judge) = (Paging.Limit(limit), Paging.AfterId(after), new PolicyJudge([policy]));
        var (judged, caught, wouldJoin, items) = (0L, 0L, 0L, new List<CaughtComputer>());
        await foreach (var page in JudgedComputers.PagesAsync(sessions, behind ?? Guid.Empty, judge.Software, ct))
        {
            var matching = page.Where(computer => judge.GroupsOf(computer).Count > 0).ToList();
            var joining = await JoiningAsync(sessions, policy.GroupId, matching, clock, ct);
            (judged, caught, wouldJoin) = (judged + page.Count, caught + matching.Count, wouldJoin + joining.Count);
            items.AddRange(joining.Take(size + 1 - items.Count).Select(c => new CaughtComputer(c.ComputerId, c.Name, c.OperatingSystem, c.Architecture)));
            if (behind is not null && items.Count > size)
                break;          // only the first page counts all of them
        }

        var shown = Paging.Of(items, size, item => [item.Id.ToString("D")]);
        return behind is null ? new(judged, caught, wouldJoin, shown.Items, shown.Next) : new(null, null, null, shown.Items, shown.Next);
    }

    // The same decision that will be made, on the memberships as they are.
    private static async Task<List<ComputerFacts>> JoiningAsync(
        OwnSessions sessions, Guid groupId, List<ComputerFacts> computers, TimeProvider clock, CancellationToken ct)
    {
        var present = (await sessions.InScopeAsync(session => session.QueryAsync<Membership>(
            "where id = any(?)", ct, computers.Select(c => Membership.StreamOf(groupId, c.ComputerId)).ToArray()))).ToDictionary(m => m.ComputerId);
        return [.. computers.Where(c =>
            Membership.Join(present.GetValueOrDefault(c.ComputerId), groupId, c.ComputerId, JoinedBy.Policy, clock.GetUtcNow()).Length > 0)];
    }
}
