namespace Distribution.IdGroupPolicy.Search;

/// <summary>A search is kept under a name, or was changed.</summary>
public sealed record SearchSaved(Guid SearchId, string Name, string Search, DateTimeOffset SavedAt);

/// <summary>A search is kept no more.</summary>
public sealed record SavedSearchRemoved(Guid SearchId, DateTimeOffset RemovedAt);

/// <summary>A search that an operator keeps. As a task's destination it is a dynamic ID group.</summary>
public sealed record SavedSearch(Guid Id, string Name, string Search, DateTimeOffset SavedAt, DateTimeOffset? RemovedAt)
{
    /// <summary>The ID group that a search becomes when it is used as a destination.</summary>
    public static Guid GroupOf(Guid searchId) => DeterministicId.Of("group of a search", searchId.ToString("D"));

    public static SavedSearch? Evolve(SavedSearch? state, object @event) => @event switch
    {
        SearchSaved e => new(e.SearchId, e.Name, e.Search, e.SavedAt, null),
        SavedSearchRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    public static object[] Save(SavedSearch? state, Guid id, string name, string search, DateTimeOffset now) =>
        state is { RemovedAt: null } && (state.Name, state.Search) == (name, search) ? [] : [new SearchSaved(id, name, search, now)];

    public static object[] Remove(SavedSearch? state, DateTimeOffset now) => state is { RemovedAt: null } ? [new SavedSearchRemoved(state.Id, now)] : [];
}
