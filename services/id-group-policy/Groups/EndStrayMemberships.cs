using MassTransit;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>
/// A membership, its group and its computer are three streams: a computer can join in the very moment in which the group or
/// the computer goes. Looking once more after the fact closes that gap without making every joining contend for the group.
/// </summary>
internal sealed class EndStrayMemberships(IDocumentSession session, TimeProvider clock)
    : IConsumer<Batch<Contracts.IdGroupPolicy.V1.ComputerJoinedGroup>>
{
    public async Task Consume(ConsumeContext<Batch<Contracts.IdGroupPolicy.V1.ComputerJoinedGroup>> context)
    {
        var (joined, ct) = (context.Message.Select(m => m.Message).ToList(), context.CancellationToken);
        var groups = await StandingAsync("select id from mt_doc_group where id = any(?) and data ->> 'RemovalStartedAt' is null", joined.Select(j => j.GroupId), ct);
        var computers = await StandingAsync("select id from mt_doc_computer where id = any(?) and data ->> 'RemovedAt' is null", joined.Select(j => j.ComputerId), ct);
        foreach (var stray in joined.Where(j => !groups.Contains(j.GroupId) || !computers.Contains(j.ComputerId)).Select(j => Membership.StreamOf(j.GroupId, j.ComputerId)).Distinct())
        {
            var stream = await session.Events.FetchForWriting<Membership>(stray, ct);
            stream.AppendMany(Membership.Leave(stream.Aggregate, clock.GetUtcNow()));
        }

        await session.SaveChangesAsync(ct);
    }

    private async Task<HashSet<Guid>> StandingAsync(string sql, IEnumerable<Guid> ids, CancellationToken ct) =>
        [.. await session.QueryAsync<Guid>(sql, ct, ids.Distinct().ToArray())];
}
