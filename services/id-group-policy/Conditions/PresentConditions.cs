using System.Collections.Concurrent;
using Distribution.IdGroupPolicy.Search;

namespace Distribution.IdGroupPolicy.Conditions;

/// <summary>The conditions that hold now; each text is read once.</summary>
internal sealed class PresentConditions
{
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<string, SearchCondition> _read = new();

    /// <summary>The conditions of the groups that take members.</summary>
    public async Task<IReadOnlyList<(Guid GroupId, SearchCondition Condition)>> ReadAsync(IDocumentSession session, CancellationToken ct)
    {
        var present = await session.QueryAsync<GroupCondition>(
            """
            select c.data from mt_doc_group_condition c join mt_doc_group g on g.id = (c.data ->> 'GroupId')::uuid
            where c.data ->> 'RemovedAt' is null and g.data ->> 'RemovalStartedAt' is null
            """, ct);
        return [.. present.Select(condition => (condition.GroupId, Of(condition.Search)))];
    }

    /// <summary>A condition that was read before it was set.</summary>
    public SearchCondition Of(string search)
    {
        if (_read.Count > MostKept)
            _read.Clear();
        return _read.GetOrAdd(search, SearchParser.Parse);
    }
}
