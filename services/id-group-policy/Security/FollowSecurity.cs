using Distribution.Contracts.TaskScheduling.V1;
using MassTransit;
using V1 = Distribution.Contracts.IdGroupPolicy.V1;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>Judges computers whose inventory or groups have changed, as they are known now.</summary>
internal sealed class JudgeChangedComputers(JudgeSecurity judge)
    : IConsumer<Batch<V1.ComputerInventoryChanged>>, IConsumer<Batch<V1.ComputerJoinedGroup>>, IConsumer<Batch<V1.ComputerLeftGroup>>
{
    public Task Consume(ConsumeContext<Batch<V1.ComputerInventoryChanged>> context) =>
        judge.JudgeAsync(context.Message.Select(m => m.Message.ComputerId), context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<V1.ComputerJoinedGroup>> context) =>
        judge.JudgeAsync(context.Message.Select(m => m.Message.ComputerId), context.CancellationToken);

    public Task Consume(ConsumeContext<Batch<V1.ComputerLeftGroup>> context) =>
        judge.JudgeAsync(context.Message.Select(m => m.Message.ComputerId), context.CancellationToken);
}

/// <summary>Judges everybody whom a changed security policy concerns, and takes policies from groups that go.</summary>
internal sealed class FollowSecurityPolicies(JudgeSecurity judge, OwnSessions sessions, TimeProvider clock)
    : IConsumer<V1.SecurityPolicyChanged>, IConsumer<V1.GroupRemovalStarted>
{
    public Task Consume(ConsumeContext<V1.SecurityPolicyChanged> context) => judge.JudgePolicyAsync(context.Message.PolicyId, context.CancellationToken);

    public async Task Consume(ConsumeContext<V1.GroupRemovalStarted> context)
    {
        var (group, ct) = (context.Message.GroupId, context.CancellationToken);
        foreach (var policy in (await judge.PoliciesAsync(ct)).Where(p => p.GroupIds.Contains(group)))
        {
            await sessions.SaveAsync(
                async session =>
                {
                    var stream = await session.Events.FetchForWriting<SecurityPolicy>(policy.Id, ct);
                    stream.AppendMany(SecurityPolicy.Unassign(stream.Aggregate, group, clock.GetUtcNow()));
                    return policy.Id;
                },
                ct);
        }
    }
}

/// <summary>Notes when a countermeasure has come to its end on a computer: until then it is not taken again.</summary>
internal sealed class EndCountermeasures(OwnSessions sessions, TimeProvider clock) : IConsumer<Batch<ExecutionEnded>>
{
    public async Task Consume(ConsumeContext<Batch<ExecutionEnded>> context)
    {
        var (ended, ct) = (context.Message.Select(m => m.Message).ToList(), context.CancellationToken);
        var ours = (await sessions.InScopeAsync(session => session.QueryAsync<Countermeasure>(
            "where id = any(?)", ct, ended.Select(e => e.TaskId).Distinct().ToArray()))).ToDictionary(c => c.Id, c => c.PolicyId);
        if (ours.Count == 0)
            return;

        await sessions.SaveAsync(
            async session =>
            {
                // One computer may have ended several countermeasures of one policy: its stream is read once.
                var pairs = ended.Where(e => ours.ContainsKey(e.TaskId)).ToLookup(e => Compliance.StreamOf(ours[e.TaskId], e.ComputerId), e => e.TaskId);
                var batch = session.CreateBatchQuery();
                var reads = pairs.Select(pair => batch.Events.FetchForWriting<Compliance>(pair.Key)).ToList();
                await batch.Execute(ct);
                foreach (var (pair, read) in pairs.Zip(reads))
                {
                    var stream = await read;
                    var state = stream.Aggregate;
                    foreach (var countermeasure in pair.Distinct())
                    {
                        var events = Compliance.EndCountermeasure(state, countermeasure, clock.GetUtcNow());
                        stream.AppendMany(events);
                        state = events.Aggregate(state, Compliance.Evolve);
                    }
                }

                return pairs.Count;
            },
            ct);
    }
}
