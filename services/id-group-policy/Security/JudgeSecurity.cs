using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>Judges computers by the security policies of their ID groups, a page together, and orders what is to be done about violations.</summary>
internal sealed class JudgeSecurity(OwnSessions sessions, TimeProvider clock)
{
    private const int Size = 500;

    /// <summary>The policies that hold; about a hundred are expected (domain 2.7).</summary>
    public Task<IReadOnlyList<SecurityPolicy>> PoliciesAsync(CancellationToken ct) =>
        sessions.InScopeAsync(session => session.QueryAsync<SecurityPolicy>(GetSecurityPolicies.All, ct));

    /// <summary>Judges these computers by all policies.</summary>
    public async Task JudgeAsync(IEnumerable<Guid> computerIds, CancellationToken ct)
    {
        foreach (var page in computerIds.Distinct().Chunk(Size))
            await sessions.SaveAsync(session => JudgePageAsync(session, page, null, ct), ct);
    }

    /// <summary>Judges everybody whom one policy concerns, or did until now.</summary>
    public async Task JudgePolicyAsync(Guid policyId, CancellationToken ct)
    {
        var groups = (await sessions.InScopeAsync(session => session.LoadAsync<SecurityPolicy>(policyId, ct)))?.GroupIds ?? [];
        foreach (var group in groups)
        {
            await SweepAsync(
                policyId, "select (data ->> 'ComputerId')::uuid from mt_doc_membership where data ->> 'GroupId' = ? and data ->> 'LeftAt' is null", group, ct);
        }

        await SweepAsync(
            policyId, "select (data ->> 'ComputerId')::uuid from mt_doc_compliance where data ->> 'PolicyId' = ? and data ->> 'EndedAt' is null", policyId, ct);
    }

    private async Task SweepAsync(Guid policyId, string computers, Guid key, CancellationToken ct)
    {
        var last = "";
        while (true)
        {
            var page = await sessions.InScopeAsync(session => session.QueryAsync<Guid>(
                $"{computers} and data ->> 'ComputerId' > ? order by data ->> 'ComputerId' limit {Size}", ct, key.ToString("D"), last));
            if (page.Count > 0)
                await sessions.SaveAsync(session => JudgePageAsync(session, [.. page], policyId, ct), ct);
            if (page.Count < Size)
                return;
            last = page[^1].ToString("D");
        }
    }

    private async Task<int> JudgePageAsync(IDocumentSession session, Guid[] computerIds, Guid? only, CancellationToken ct)
    {
        var policies = await session.QueryAsync<SecurityPolicy>(GetSecurityPolicies.All, ct);
        var judging = only is null ? policies : [.. policies.Where(p => p.Id == only)];
        var known = (await session.QueryAsync<Pair>(
            "select jsonb_build_object('PolicyId', data -> 'PolicyId', 'ComputerId', data -> 'ComputerId') from mt_doc_compliance"
            + " where data ->> 'ComputerId' = any(?) and data ->> 'EndedAt' is null", ct, (object)computerIds.Select(id => id.ToString("D")).ToArray()))
            .Where(pair => only is null || pair.PolicyId == only).ToHashSet();
        if (judging.Count == 0 && known.Count == 0)
            return 0;

        // First the streams, then what is judged: if a computer changes in between, whoever follows that change writes its stream
        // after it was read here, and this save fails.
        Pair[] pairs = [.. (await ConcernedAsync(session, judging, computerIds, ct)).Union(known)];
        var batch = session.CreateBatchQuery();
        var reads = pairs.Select(pair => batch.Events.FetchForWriting<Compliance>(Compliance.StreamOf(pair.PolicyId, pair.ComputerId))).ToList();
        await batch.Execute(ct);
        var (now, orders) = (clock.GetUtcNow(), new Orders());
        var computers = (await session.FactsAsync(computerIds, SoftwareNames.Of(judging.SelectMany(p => p.Rules.Names())), now, ct)).ToDictionary(c => c.ComputerId);
        var packages = await session.RegisteredAsync(judging.SelectMany(p => p.Rules.Packages()).Distinct(), ct);
        var concerned = (from policy in judging from computer in computers.Values where policy.GroupIds.Any(computer.GroupIds.Contains) select (policy, computer))
            .ToDictionary(x => new Pair(x.policy.Id, x.computer.ComputerId));
        foreach (var (pair, read) in pairs.Zip(reads))
        {
            var stream = await read;
            if (!concerned.TryGetValue(pair, out var judged))
            {
                stream.AppendMany(Compliance.End(stream.Aggregate, now));
                continue;
            }

            var (policy, computer) = judged;
            var group = policy.GroupIds.First(computer.GroupIds.Contains);
            stream.AppendMany(Compliance.Judge(
                stream.Aggregate, policy.Id, computer.ComputerId, SecurityJudge.Violations(policy.Rules, computer),
                violation => SecurityJudge.RemedyOf(policy.Rules, violation, packages), policy.Revision,
                remedy => orders.Add(policy, group, remedy, computer.ComputerId, now), now));
        }

        orders.Store(session, now);
        return pairs.Length;
    }

    private static async Task<IEnumerable<Pair>> ConcernedAsync(
        IDocumentSession session, IReadOnlyList<SecurityPolicy> policies, Guid[] computerIds, CancellationToken ct)
    {
        var policiesOf = policies.SelectMany(policy => policy.GroupIds.Select(group => (group, policy.Id))).ToLookup(x => x.group, x => x.Id);
        var members = await session.QueryAsync<GroupMember>(
            "select jsonb_build_object('GroupId', data -> 'GroupId', 'ComputerId', data -> 'ComputerId') from mt_doc_membership"
            + " where data ->> 'ComputerId' = any(?) and data ->> 'LeftAt' is null", ct, (object)computerIds.Select(id => id.ToString("D")).ToArray());
        return members.SelectMany(member => policiesOf[member.GroupId].Select(policy => new Pair(policy, member.ComputerId)));
    }

    private sealed record GroupMember(Guid GroupId, Guid ComputerId);

    private sealed record Pair(Guid PolicyId, Guid ComputerId);

    /// <summary>What is to be done, the same for many computers in one countermeasure.</summary>
    private sealed class Orders
    {
        private readonly Dictionary<(Guid, Guid, string, Violation), (Guid Id, SecurityPolicy Policy, Guid Group, Remedy Remedy, List<Guid> Computers)> _orders = [];

        public Guid Add(SecurityPolicy policy, Guid group, Remedy remedy, Guid computer, DateTimeOffset now)
        {
            var key = (policy.Id, group, remedy.Mark, remedy.Violation);
            if (!_orders.TryGetValue(key, out var order))
                order = _orders[key] = (Guid.CreateVersion7(now), policy, group, remedy, []);
            order.Computers.Add(computer);
            return order.Id;
        }

        public void Store(IDocumentSession session, DateTimeOffset now)
        {
            foreach (var (id, policy, group, remedy, computers) in _orders.Values)
            {
                session.Events.StartStream<Countermeasure>(
                    id, new CountermeasureOrdered(id, policy.Id, policy.Name, policy.Version, remedy, computers, group, now));
            }
        }
    }
}
