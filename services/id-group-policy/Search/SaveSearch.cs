using Distribution.IdGroupPolicy.Conditions;
using Distribution.IdGroupPolicy.Groups;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>An operator keeps a search under a name.</summary>
public sealed record SaveSearchCommand(string Name, string Search);

/// <summary>A saved search.</summary>
/// <param name="GroupId">The dynamic ID group that it became, or will be when it is asked for.</param>
public sealed record SavedSearchView(Guid Id, string Name, string Search, DateTimeOffset SavedAt, Guid GroupId)
{
    internal static SavedSearchView Of(SavedSearch search) => new(search.Id, search.Name, search.Search, search.SavedAt, SavedSearch.GroupOf(search.Id));
}

internal sealed class SaveSearchValidator : AbstractValidator<SaveSearchCommand>
{
    public SaveSearchValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(256);
        RuleFor(c => c.Search).NotEmpty().MaximumLength(SearchParser.Longest);
    }
}

internal static class SaveSearch
{
    /// <summary>Saved searches in the order of their names.</summary>
    public const string Index =
        "create index if not exists mt_doc_saved_search_idx_name on mt_doc_saved_search ((data ->> 'Name'), (id::text)) where data ->> 'RemovedAt' is null";

    public static void MapSavedSearches(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/searches/{id:guid}", async (
            Guid id, SaveSearchCommand command, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            SearchParser.Read(command.Search, "search");
            var stream = await session.Events.FetchForWriting<SavedSearch>(id, ct);
            stream.AppendMany(SavedSearch.Save(stream.Aggregate, id, command.Name, command.Search, clock.GetUtcNow()));
            // The group that it became follows it.
            if (await session.LoadAsync<GroupCondition>(GroupCondition.StreamOf(SavedSearch.GroupOf(id)), ct) is { RemovedAt: null })
                await session.SetConditionAsync(SavedSearch.GroupOf(id), command.Search, clock.GetUtcNow(), ct);
            await session.SaveChangesAsync(ct);
            return TypedResults.NoContent();
        }).Validate(new SaveSearchValidator()).WithName("SaveSearch").WithSummary("Keeps a search under a name.");

        routes.MapGet("/searches/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            TypedResults.Ok(SavedSearchView.Of(await KnownAsync(session, id, ct)))).WithName("GetSearch").WithSummary("One saved search.");

        routes.MapGet("/searches", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after, keys: 2) ?? ["", ""]);
            var read = await session.QueryAsync<SavedSearch>(
                "where data ->> 'RemovedAt' is null and (data ->> 'Name', id::text) > (?, ?) order by data ->> 'Name', id::text limit ?",
                ct, behind[0], behind[1], size + 1);
            return TypedResults.Ok(Paging.Of([.. read.Select(SavedSearchView.Of)], size, item => [item.Name, item.Id.ToString("D")]));
        }).WithName("GetSearches").WithSummary("The saved searches.");

        routes.MapDelete("/searches/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            await session.Decide<SavedSearch>(
                id, state => SavedSearch.Remove(state ?? throw new NotFoundException("saved search", id), clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RemoveSearch").WithSummary("Removes a saved search.");

        // What a task is given as its destination is this group.
        routes.MapPut("/searches/{id:guid}/group", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var (search, now) = (await KnownAsync(session, id, ct), clock.GetUtcNow());
            var groupId = SavedSearch.GroupOf(id);
            var group = await session.Events.FetchForWriting<Group>(groupId, ct);
            if (group.Aggregate is { RemovalStartedAt: not null })
                throw new CommandRefusedException("The ID group of this search was removed; save the search under another id.");
            if (group.Aggregate is null)
            {
                group.AppendMany(Group.Create(null, groupId, search.Name, now));
                var name = await session.Events.FetchForWriting<GroupName>(GroupName.StreamOf(search.Name), ct);
                name.AppendMany(GroupName.Take(name.Aggregate, groupId, search.Name));
            }

            await session.SetConditionAsync(groupId, search.Search, now, ct);
            await session.SaveChangesAsync(ct);
            return TypedResults.Ok(SavedSearchView.Of(search));
        }).WithName("MakeGroupOfSearch").WithSummary("Makes an ID group whose members follow a saved search.");
    }

    private static async Task<SavedSearch> KnownAsync(IDocumentSession session, Guid id, CancellationToken ct) =>
        await session.LoadAsync<SavedSearch>(id, ct) is { RemovedAt: null } search ? search : throw new NotFoundException("saved search", id);
}
