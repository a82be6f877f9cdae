using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distribution.ServiceDefaults;

/// <summary>What became of looking through a service's audit.</summary>
/// <param name="Seals">How many seals were found in order.</param>
/// <param name="Changes">How many changes were found as they were sealed.</param>
/// <param name="Hash">That of the last seal; whoever has heard it can compare.</param>
/// <param name="Unsealed">Changes behind the last seal; the next one is made in a moment.</param>
/// <param name="Broken">The first link that is not as it was; null when all are.</param>
public sealed record AuditVerification(string Service, bool IsIntact, long Seals, long Changes, string Hash, long Unsealed, BrokenLink? Broken);

/// <summary>Where an audit was tampered with.</summary>
/// <param name="Sequence">The place in the log; null when it is a seal that is wrong.</param>
public sealed record BrokenLink(long Seal, long? Sequence, string Fault);

internal static class VerifyAudit
{
    private const int SealsAtOnce = 100;

    public static void MapVerifyAudit(this IEndpointRouteBuilder routes, string service)
    {
        // Whoever heard of a seal says which, and what its hash was: a chain that was written anew as a whole is found out so.
        routes.MapGet($"/audit/{service}/verification", async (long? number, string? hash, IDocumentSession session, CancellationToken ct) =>
            TypedResults.Ok(await VerifyAsync(service, session, number is { } n && hash is { Length: > 0 } ? (n, hash) : null, ct)))
            .WithName($"VerifyAuditOf{OperationNames.Of(service)}").WithSummary($"Looks whether the audit of {service} is as it was written.");
    }

    internal static async Task<AuditVerification> VerifyAsync(string service, IDocumentSession session, (long Number, string Hash)? heard, CancellationToken ct)
    {
        var (last, changes) = (new AuditChain(AuditChain.TheOne, 0, 0, AuditChain.Nothing), 0L);
        while (true)
        {
            var seals = await session.Events.FetchStreamAsync(AuditChain.TheOne, version: last.Number + SealsAtOnce, fromVersion: last.Number + 1, token: ct);
            foreach (var seal in seals.Select(e => e.Data).OfType<AuditSealed>())
            {
                var broken = FaultOf(last, seal, await AuditLog.ReadAsync(session, last.To + 1, seal.To, ct))
                    ?? (heard is { } anchor && anchor.Number == seal.Number && anchor.Hash != seal.Hash
                        ? new(seal.Number, null, "This seal is another than the one that others heard of: all of it was written anew from here or before.") : null);
                if (broken is not null)
                    return new(service, false, last.Number, changes, last.Hash, 0, broken);
                (last, changes) = (AuditChain.Evolve(last, seal)!, changes + seal.Changes.Count);
            }

            if (seals.Count < SealsAtOnce)
                break;
        }

        if (heard is { } end && end.Number > last.Number)
            return new(service, false, last.Number, changes, last.Hash, 0, new(last.Number + 1, null, $"Others have heard of {end.Number} seals; the later ones are gone."));
        return new(service, true, last.Number, changes, last.Hash, await AuditLog.CountBehindAsync(session, last.To, ct), null);
    }

    /// <summary>What is wrong with a seal or with a change that it covers; null when nothing is. Pure.</summary>
    internal static BrokenLink? FaultOf(AuditChain before, AuditSealed seal, IReadOnlyList<LoggedChange> logged)
    {
        if (seal.Number != before.Number + 1 || seal.From != before.To + 1 || seal.Previous != before.Hash)
            return new(before.Number + 1, null, "This seal does not follow the one before it: it was altered, or one is missing.");
        var (hash, found) = (before.Hash, logged.ToDictionary(change => change.Sequence));
        var added = logged.Select(change => change.Sequence).Except(seal.Changes.Select(change => change.Sequence)).Order().Cast<long?>().FirstOrDefault();
        foreach (var covered in seal.Changes)
        {
            if (added < covered.Sequence)
                return new(seal.Number, added, "This change stands where none was sealed: it was inserted later.");
            if (!found.TryGetValue(covered.Sequence, out var change))
                return new(seal.Number, covered.Sequence, "This change was sealed and is gone.");
            if ((hash = AuditChain.Next(hash, change.Row)) != covered.Hash)
                return new(seal.Number, covered.Sequence, "This change is not as it was sealed: it was altered or moved.");
        }

        return seal.Changes.Count == 0 || hash != seal.Hash || seal.Changes[^1].Sequence != seal.To
            ? new(seal.Number, null, "This seal is not that of its changes: it was altered.")
            : null;
    }
}
