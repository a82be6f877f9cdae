namespace Distribution.IdGroupPolicy.Policies;

/// <summary>The policies that hold now, made ready once until one of them changes: the version of their book says whether one has.</summary>
internal sealed class PresentPolicies
{
    private sealed record Kept(long Version, PolicyJudge Judge);

    private Kept? _kept;

    public async Task<PolicyJudge> JudgeAsync(IDocumentSession session, CancellationToken ct)
    {
        // The version before the policies: what changes in between is read too early, and once more the next time, but never too late.
        var version = await session.QueryAsync<long>("select version from mt_streams where id = ?", ct, PolicyBook.TheOne) is [var present] ? present : 0;
        if (_kept is { } kept && kept.Version == version)
            return kept.Judge;
        var judge = new PolicyJudge(await session.QueryAsync<Policy>(GetPolicies.All, ct));
        _kept = new(version, judge);
        return judge;
    }
}
