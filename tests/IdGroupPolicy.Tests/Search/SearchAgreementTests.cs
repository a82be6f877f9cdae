using Distribution.EventStore;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Search;

namespace Distribution.IdGroupPolicy.Tests.Search;

/// <summary>The database and the predicate in memory find the same computers, whatever is asked of whatever there is.</summary>
public sealed class SearchAgreementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_database_and_the_predicate_agree(int seed)
    {
        var some = new SomeSearches(new Random(seed));
        var computers = Enumerable.Range(1, 150).Select(some.Computer).ToList();
        var store = await StoreAsync();
        await SaveAsync(store, computers);
        await using var session = store.LightweightSession();
        var values = computers.ToDictionary(computer => computer, SearchedComputer.Of);
        var found = 0;
        for (var i = 0; i < 200; i++)
        {
            var condition = some.Condition(3);
            var inMemory = new SearchPredicate(condition, SomeSearches.Now, SomeSearches.GroupNames);
            var expected = computers.Where(computer => inMemory.Holds(computer, values[computer])).OrderBy(c => c.ComputerId).Select(c => c.Name).ToList();
            var sql = await SearchSql.CompileAsync(condition, session, SomeSearches.Now, default);
            var ids = await session.QueryAsync<Guid>($"select d.id from mt_doc_searched_computer d where {sql.Text}", default, [.. sql.Parameters]);
            ids.Order().Select(id => computers.Single(c => c.ComputerId == id).Name).ShouldBe(expected, $"seed {seed}: {condition}");
            found += expected.Count;
        }

        found.ShouldBeGreaterThan(300, "the searches find something");
    }

    private static async Task<DocumentStore> StoreAsync()
    {
        var database = await PrivatePostgres.CreateDatabaseAsync("searches");
        return DocumentStore.For(options =>
        {
            options.Connection(database);
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString);
            options.Schema.For<SearchedComputer>().For<SoftwareKeys>().For<KnownSoftware>().For<Presence>().For<Group>().For<Membership>();
            foreach (var index in new[] { SoftwareKeys.Function, SoftwareKeys.Index }.Concat(KnownSoftware.Indexes).Concat(SearchSql.Indexes))
                options.Indexes.Add(index);
        });
    }

    private static async Task SaveAsync(DocumentStore store, List<ComputerFacts> computers)
    {
        await using var session = store.LightweightSession();
        foreach (var (id, name) in SomeSearches.GroupNames)
            session.Store(new Group(id, name, SomeSearches.Now, null, null));
        foreach (var facts in computers)
        {
            session.Store(SearchedComputer.Of(facts));
            session.Store(SoftwareKeys.Of(facts.ComputerId, facts.Software));
            session.Store<KnownSoftware>([.. facts.Software.Select(KnownSoftware.Of)]);
            foreach (var group in facts.GroupIds)
                session.Store(new Membership(Membership.StreamOf(group, facts.ComputerId), group, facts.ComputerId, JoinedBy.Policy, SomeSearches.Now, null));
            if (facts.LastContactAt is { } at)
                session.Store(Presence.Of(facts.ComputerId, at).Hear(new(facts.ComputerId, 1, at), at).Next);
        }

        await session.SaveChangesAsync();
    }
}
