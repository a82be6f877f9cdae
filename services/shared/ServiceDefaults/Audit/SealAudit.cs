using Microsoft.Extensions.DependencyInjection;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Seals the changes of each page of the log before the page is published: by the one that follows the log, so there is one, and behind
/// its high-water mark, so none is still to come. A page without a change costs a look at the names of its events.
/// </summary>
internal sealed class SealAudit(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Seals up to the end of a page; repeated, it seals nothing twice.</summary>
    public async Task SealAsync(IReadOnlyList<IEvent> page, CancellationToken ct)
    {
        if (page.LastOrDefault(e => e.EventTypeName == "change_audited") is not { } last)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var chain = await session.Events.FetchForWriting<AuditChain>(AuditChain.TheOne, ct);
        chain.AppendMany(AuditChain.Seal(chain.Aggregate, await AuditLog.ReadAsync(session, (chain.Aggregate?.To ?? 0) + 1, last.Sequence, ct), clock.GetUtcNow()));
        await session.SaveChangesAsync(ct);
    }
}
