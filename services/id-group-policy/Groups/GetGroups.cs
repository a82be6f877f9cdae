namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Whether computers and their users may register in an ID group themselves.</summary>
public enum SelfRegistration
{
    Closed,
    Open,
    WithPassword,
}

/// <summary>An ID group in a list.</summary>
/// <param name="BeingRemoved">It takes no new member, and its members are leaving.</param>
public sealed record GroupView(
    Guid Id, string Name, bool BeingRemoved, DateTimeOffset CreatedAt, string? Description, SelfRegistration SelfRegistration)
{
    internal static GroupView Of(Group group) =>
        new(group.Id, group.Name, !group.IsActive(), group.CreatedAt, group.Description, SelfRegistrationOf(group));

    internal static SelfRegistration SelfRegistrationOf(Group group) => group switch
    {
        { TakesUsers: not true } => SelfRegistration.Closed,
        { PasswordHash: null } => SelfRegistration.Open,
        _ => SelfRegistration.WithPassword,
    };
}

/// <summary>One ID group.</summary>
/// <param name="Members">How many computers are members now, those through other groups included.</param>
/// <param name="Contains">The groups whose members are members of this one too.</param>
/// <param name="ContainedIn">The groups that contain this one.</param>
public sealed record GroupDetails(
    Guid Id, string Name, bool BeingRemoved, DateTimeOffset CreatedAt, string? Description, SelfRegistration SelfRegistration, long Members,
    IReadOnlyList<Guid> Contains, IReadOnlyList<Guid> ContainedIn);

internal static class GetGroups
{
    /// <summary>The list in the order of the names, without the removed ones.</summary>
    public const string Index =
        "create index if not exists mt_doc_group_idx_name on mt_doc_group ((data ->> 'Name'), (id::text)) where data ->> 'RemovedAt' is null";

    public static void MapGetGroups(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups", async (string? after, int? limit, IDocumentSession session, Caller caller, CancellationToken ct) =>
        {
            var own = caller.Groups is { } groups ? await Scopes.WithNestedAsync(session, groups, ct) : null;
            var (size, behind) = (Paging.Limit(limit), Paging.After(after, keys: 2) ?? ["", ""]);
            var read = await session.QueryAsync<Group>(
                $"where data ->> 'RemovedAt' is null and (data ->> 'Name', id::text) > (?, ?){(own is null ? "" : " and id = any(?)")} order by data ->> 'Name', id::text limit ?",
                ct, [behind[0], behind[1], .. own is null ? (object[])[] : [own.ToArray()], size + 1]);
            return TypedResults.Ok(Paging.Of([.. read.Select(GroupView.Of)], size, item => [item.Name, item.Id.ToString("D")]));
        }).WithName("GetGroups").WithSummary("The ID groups.");

        routes.MapGet("/groups/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Group>(id, ct) is not { RemovedAt: null } group)
                throw new NotFoundException("ID group", id);
            var members = await session.QueryAsync<long>(
                "select count(*) from mt_doc_membership where data ->> 'GroupId' = ? and data ->> 'LeftAt' is null", ct, id.ToString("D"));
            var nesting = await session.LoadAsync<Nesting>(Nesting.TheOne, ct);
            return TypedResults.Ok(new GroupDetails(
                id, group.Name, !group.IsActive(), group.CreatedAt, group.Description, GroupView.SelfRegistrationOf(group), members[0],
                nesting?.Within(id) ?? [], nesting?.Around(id) ?? []));
        }).WithName("GetGroup").WithSummary("One ID group.");
    }
}
