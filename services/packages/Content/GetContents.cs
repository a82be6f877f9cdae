using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>Whether content is served.</summary>
internal enum ContentState
{
    Kept,
    Damaged,
}

/// <summary>One content of the store; At is when it was kept, or found damaged.</summary>
internal sealed record ContentView(string Sha256, long Size, ContentState State, DateTimeOffset At);

/// <summary>Lists what the store holds, by address: what is kept, or what was found damaged and is not served (?state=damaged).</summary>
internal static class GetContents
{
    public static void MapGetContents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/contents", async (ContentStore store, string? after, ContentState? state, int? limit, CancellationToken ct) =>
        {
            var most = Paging.Limit(limit);
            var last = Paging.After(after) switch
            {
                null => "",
                [var sha256] when ContentStore.IsAddress(sha256) => sha256,
                _ => throw Validation.Broken("after", "This is not the 'next' of a page of this list."),
            };
            var found = state == ContentState.Damaged
                ? (await store.ListDamagedAsync(ct)).Where(content => string.CompareOrdinal(content.Sha256, last) > 0)
                    .Select(content => new ContentView(content.Sha256, content.Size, ContentState.Damaged, content.FoundAt)).Take(most + 1).ToList()
                : await store.ListAsync(last, ct).Select(content => new ContentView(content.Sha256, content.Size, ContentState.Kept, content.KeptAt)).Take(most + 1).ToListAsync(ct);
            return TypedResults.Ok(Paging.Of(found, most, content => [content.Sha256]));
        }).WithName("GetContents").WithSummary("The contents of the store with their sizes and states.");
}
