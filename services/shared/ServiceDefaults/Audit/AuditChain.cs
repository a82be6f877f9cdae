using System.Security.Cryptography;
using System.Text;

namespace Distribution.ServiceDefaults;

/// <summary>
/// A stretch of the audit was sealed: every change that a person or a key had made since the seal before, each hashed together with the
/// one before it. Whoever alters, removes, adds or moves one later would have to write all seals after it anew, and what others have heard of them.
/// </summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="From">Where in the log the stretch begins: behind the seal before.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Previous">The hash of the seal before; of the first one, zeros.</param>
/// <param name="Hash">That of the last change.</param>
public sealed record AuditSealed(long Number, long From, long To, IReadOnlyList<SealedChange> Changes, string Previous, string Hash, DateTimeOffset SealedAt);

/// <summary>One change as it was sealed.</summary>
public sealed record SealedChange(long Sequence, string Hash);

/// <summary>One change as it lies in the log.</summary>
/// <param name="Row">Every column that says something, in the database's own words.</param>
internal sealed record LoggedChange(long Sequence, string Row);

/// <summary>How far a service's audit is sealed. One stream for all of it.</summary>
public sealed record AuditChain(Guid Id, long Number, long To, string Hash)
{
    /// <summary>The one stream.</summary>
    public static readonly Guid TheOne = DeterministicId.Of("audit chain");

    /// <summary>What stands before the first change.</summary>
    public static readonly string Nothing = new('0', 64);

    public static AuditChain? Evolve(AuditChain? state, object @event) => @event switch
    {
        AuditSealed e => new(TheOne, e.Number, e.To, e.Hash),
        _ => state,
    };

    /// <summary>Seals what was logged behind the last seal; none of it, nothing.</summary>
    internal static object[] Seal(AuditChain? state, IEnumerable<LoggedChange> logged, DateTimeOffset now)
    {
        var (before, hash) = (state ?? new(TheOne, 0, 0, Nothing), state?.Hash ?? Nothing);
        var changes = new List<SealedChange>();
        foreach (var change in logged.Where(change => change.Sequence > before.To).OrderBy(change => change.Sequence))
            changes.Add(new(change.Sequence, hash = Next(hash, change.Row)));
        return changes.Count == 0 ? [] : [new AuditSealed(before.Number + 1, before.To + 1, changes[^1].Sequence, changes, before.Hash, hash, now)];
    }

    /// <summary>The hash of a change, which holds that of the one before it.</summary>
    internal static string Next(string previous, string row) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{row}")));
}

/// <summary>How far the audit is sealed; written with each seal.</summary>
public sealed partial class AuditChainProjection : SingleStreamProjection<AuditChain, Guid>
{
    /// <summary>Looked for in no other stream.</summary>
    public AuditChainProjection() => FilterIncomingEventsOnStreamType(typeof(AuditChain));

    /// <inheritdoc />
    public override AuditChain? Evolve(AuditChain? snapshot, Guid id, IEvent e) => AuditChain.Evolve(snapshot, e.Data);
}
