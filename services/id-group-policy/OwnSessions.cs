namespace Distribution.IdGroupPolicy;

/// <summary>Sessions of their own for work in many pages: what a page that lost a race had read does not burden its repetition.</summary>
internal sealed class OwnSessions(IServiceScopeFactory scopes, Correlation correlation)
{
    /// <summary>Does something with a session of its own that carries on the present correlation.</summary>
    public async Task<T> InScopeAsync<T>(Func<IDocumentSession, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var inner = scope.ServiceProvider.GetRequiredService<Correlation>();
        (inner.Id, inner.Cause, inner.TraceParent) = (correlation.Id, correlation.Cause, correlation.TraceParent);
        return await work(scope.ServiceProvider.GetRequiredService<IDocumentSession>());
    }

    /// <summary>Does something and saves; when another writer was faster, all of it is done anew.</summary>
    public async Task<T> SaveAsync<T>(Func<IDocumentSession, Task<T>> work, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await InScopeAsync(async session =>
                {
                    var result = await work(session);
                    await session.SaveChangesAsync(ct);
                    return result;
                });
            }
            catch (Exception raced) when (raced is ConcurrencyException or ExistingStreamIdCollisionException)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }
}
