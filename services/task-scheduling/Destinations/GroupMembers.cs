using System.Runtime.CompilerServices;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using MassTransit;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The groups room told us of a membership; AsOf counts within this pair.</summary>
public sealed record MemberJoined(Guid GroupId, Guid ComputerId, long AsOf);

/// <summary>The groups room told us of a membership's end.</summary>
public sealed record MemberLeft(Guid GroupId, Guid ComputerId, long AsOf);

/// <summary>Local copy of one computer's membership in one ID group. What is not newer than AsOf decides nothing.</summary>
public sealed record GroupMember(Guid Id, Guid GroupId, Guid ComputerId, bool Joined, long AsOf)
{
    /// <summary>The one stream of a pair.</summary>
    public static Guid IdFor(Guid groupId, Guid computerId) => DeterministicId.Of("group-member", groupId.ToString("D"), computerId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static GroupMember? Evolve(GroupMember? state, object @event) => @event switch
    {
        MemberJoined e => new(IdFor(e.GroupId, e.ComputerId), e.GroupId, e.ComputerId, true, e.AsOf),
        MemberLeft e => new(IdFor(e.GroupId, e.ComputerId), e.GroupId, e.ComputerId, false, e.AsOf),
        _ => state,
    };

    /// <summary>Takes a membership that is newer.</summary>
    public static object[] Join(GroupMember? state, Guid groupId, Guid computerId, long asOf) =>
        state?.AsOf >= asOf ? [] : [new MemberJoined(groupId, computerId, asOf)];

    /// <summary>Takes an end that is newer; it is remembered, so that an older message does not bring the membership back.</summary>
    public static object[] Leave(GroupMember? state, Guid groupId, Guid computerId, long asOf) =>
        state?.AsOf >= asOf ? [] : [new MemberLeft(groupId, computerId, asOf)];
}

/// <summary>Keeps local copies of the memberships, and gives a newcomer the tasks that stand for its group.</summary>
internal sealed class GroupMembers(IDocumentSession session, ExecutionRequests requests) : IConsumer<ComputerJoinedGroup>, IConsumer<ComputerLeftGroup>
{
    public async Task Consume(ConsumeContext<ComputerJoinedGroup> context)
    {
        var (group, computer) = (context.Message.GroupId, context.Message.ComputerId);
        // First the membership, then the look for started tasks; a starting task does it the other way round. Whatever the
        // interleaving, at least one of the two sees the other, and the execution's derived id lets only one of them succeed.
        // A repeat of this message looks again: the first delivery may have ended between the two steps.
        await session.Decide<GroupMember>(
            GroupMember.IdFor(group, computer),
            state => GroupMember.Join(state, group, computer, context.Message.StreamVersion),
            context.CancellationToken);
        if (await session.LoadAsync<GroupMember>(GroupMember.IdFor(group, computer), context.CancellationToken) is { Joined: true })
            await requests.ForNewcomerAsync(group, computer, context.CancellationToken);
    }

    /// <summary>The present members of a group, in pages of 1,000.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Guid>> PagesAsync(
        IDocumentSession session, Guid groupId, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = Guid.Empty;
        while (true)
        {
            var members = await session.QueryAsync<GroupMember>(
                $"where data ->> 'GroupId' = ? and data ->> 'Joined' = 'true' and id > ? order by id limit {ExecutionPages.Size}",
                ct, groupId.ToString("D"), last);
            if (members.Count > 0)
                yield return [.. members.Select(member => member.ComputerId)];
            if (members.Count < ExecutionPages.Size)
                yield break;
            last = members[^1].Id;
        }
    }

    /// <summary>Those of some computers that are present members of a group.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Guid>> AmongAsync(
        IDocumentSession session, Guid groupId, IReadOnlyCollection<Guid> computers, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return await session.QueryAsync<Guid>(
            "select (data ->> 'ComputerId')::uuid from mt_doc_group_member where id = any(?) and data ->> 'Joined' = 'true'",
            ct, computers.Select(computer => GroupMember.IdFor(groupId, computer)).ToArray());
    }

    // Leaving revokes nothing: an execution that began stays (domain, section 10).
    public Task Consume(ConsumeContext<ComputerLeftGroup> context) => session.Decide<GroupMember>(
        GroupMember.IdFor(context.Message.GroupId, context.Message.ComputerId),
        state => GroupMember.Leave(state, context.Message.GroupId, context.Message.ComputerId, context.Message.StreamVersion),
        context.CancellationToken);
}

/// <summary>Keeps the copies as documents.</summary>
public sealed partial class GroupMemberProjection : SingleStreamProjection<GroupMember, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public GroupMemberProjection() => FilterIncomingEventsOnStreamType(typeof(GroupMember));

    /// <inheritdoc />
    public override GroupMember? Evolve(GroupMember? snapshot, Guid id, IEvent e) => GroupMember.Evolve(snapshot, e.Data);
}
