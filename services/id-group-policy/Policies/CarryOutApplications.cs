using Distribution.IdGroupPolicy.Groups;
using MassTransit;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Applies one policy to all computers, page by page. Cut off, it is begun anew by the repeated message; whoever joined stays.</summary>
internal sealed class CarryOutApplications(OwnSessions sessions, Joinings joinings, TimeProvider clock)
    : IConsumer<Contracts.IdGroupPolicy.V1.PolicyApplicationStarted>
{
    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.PolicyApplicationStarted> context) =>
        ApplyAsync(context.Message.PolicyId, context.Message.ApplicationId, context.CancellationToken);

    public async Task ApplyAsync(Guid policyId, Guid applicationId, CancellationToken ct)
    {
        if (await sessions.InScopeAsync(session => session.LoadAsync<Policy>(policyId, ct)) is not { RemovedAt: null, Application: { FinishedAt: null } open } policy
            || open.Id != applicationId)
            return;

        var (judge, judged, joined) = (new PolicyJudge([policy]), 0L, 0L);
        await foreach (var page in JudgedComputers.PagesAsync(sessions, Guid.Empty, judge.Software, ct))
        {
            judged += page.Count;
            var caught = page.Where(computer => judge.GroupsOf(computer).Count > 0).Select(computer => (policy.GroupId, computer.ComputerId));
            joined += (await joinings.JoinAsync(caught, JoinedBy.Policy, ct)).Count;
        }

        await sessions.SaveAsync(
            async session =>
            {
                var stream = await session.Events.FetchForWriting<Policy>(policyId, ct);
                stream.AppendMany(Policy.FinishApplication(stream.Aggregate, applicationId, judged, joined, clock.GetUtcNow()));
                return joined;
            },
            ct);
    }
}
