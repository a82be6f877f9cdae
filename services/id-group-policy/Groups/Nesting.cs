namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Whoever is a member of the inner ID group is one of the outer group too.</summary>
public sealed record GroupNested(Guid OuterGroupId, Guid InnerGroupId, DateTimeOffset NestedAt);

/// <summary>The outer ID group no longer contains the inner one.</summary>
public sealed record GroupUnnested(Guid OuterGroupId, Guid InnerGroupId, DateTimeOffset UnnestedAt);

/// <summary>One ID group within another.</summary>
public sealed record Nest(Guid OuterGroupId, Guid InnerGroupId);

/// <summary>
/// Which ID groups contain which. One stream for all of them: two that are put into each other at the same moment race for one
/// version, and so no cycle can come about. It is changed rarely and by people.
/// </summary>
public sealed record Nesting(Guid Id, IReadOnlyList<Nest> Nests)
{
    /// <summary>How many groups one may stand within another, the outermost and the innermost included.</summary>
    public const int MostLevels = 5;

    /// <summary>Most pairs of outer and inner group.</summary>
    public const int MostNests = 5_000;

    /// <summary>The one stream.</summary>
    public static readonly Guid TheOne = DeterministicId.Of("nesting");

    public static Nesting? Evolve(Nesting? state, object @event) => @event switch
    {
        GroupNested e => new(TheOne, [.. state?.Nests ?? [], new(e.OuterGroupId, e.InnerGroupId)]),
        GroupUnnested e => state! with { Nests = [.. state.Nests.Where(nest => nest != new Nest(e.OuterGroupId, e.InnerGroupId))] },
        _ => state,
    };

    /// <summary>Puts a group into another.</summary>
    /// <exception cref="CommandRefusedException">One would contain itself, or too many would stand within each other.</exception>
    public static object[] Put(Nesting? state, Guid outer, Guid inner, DateTimeOffset now)
    {
        var nests = state?.Nests ?? [];
        if (nests.Contains(new(outer, inner)))
            return [];
        var (within, around) = (nests.ToLookup(n => n.OuterGroupId, n => n.InnerGroupId), nests.ToLookup(n => n.InnerGroupId, n => n.OuterGroupId));
        if (outer == inner || Reached(within, inner).Contains(outer))
            throw new CommandRefusedException("An ID group cannot contain itself, not even through others.");
        if (Levels(around, outer) + Levels(within, inner) > MostLevels)
            throw new CommandRefusedException($"At most {MostLevels} ID groups may stand within each other.");
        return nests.Count < MostNests
            ? [new GroupNested(outer, inner, now)]
            : throw new CommandRefusedException($"At most {MostNests} ID groups may be put into others.");
    }

    /// <summary>Takes a group out of another.</summary>
    public static object[] Take(Nesting? state, Guid outer, Guid inner, DateTimeOffset now) =>
        state?.Nests.Contains(new(outer, inner)) == true ? [new GroupUnnested(outer, inner, now)] : [];

    /// <summary>Takes a group that is being removed out of all others, and all others out of it.</summary>
    public static object[] End(Nesting? state, Guid groupId, DateTimeOffset now) =>
    [
        .. (state?.Nests ?? []).Where(n => n.OuterGroupId == groupId || n.InnerGroupId == groupId)
            .Select(n => new GroupUnnested(n.OuterGroupId, n.InnerGroupId, now)),
    ];

    /// <summary>The groups that a group contains directly.</summary>
    public IReadOnlyList<Guid> Within(Guid groupId) => [.. Nests.Where(n => n.OuterGroupId == groupId).Select(n => n.InnerGroupId)];

    /// <summary>The groups that contain a group directly.</summary>
    public IReadOnlyList<Guid> Around(Guid groupId) => [.. Nests.Where(n => n.InnerGroupId == groupId).Select(n => n.OuterGroupId)];

    private static HashSet<Guid> Reached(ILookup<Guid, Guid> next, Guid from)
    {
        var (reached, open) = (new HashSet<Guid>(), new Stack<Guid>([from]));
        while (open.TryPop(out var group))
        {
            if (reached.Add(group))
                next[group].ToList().ForEach(open.Push);
        }

        return reached;
    }

    // The longest way; there is no cycle, and MostLevels bounds it.
    private static int Levels(ILookup<Guid, Guid> next, Guid from) => 1 + next[from].Select(group => Levels(next, group)).DefaultIfEmpty(0).Max();
}
