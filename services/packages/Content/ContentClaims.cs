using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>Somebody is about to refer to a content; until it shows in the catalogue, this speaks for it.</summary>
public sealed record ContentClaim(string Id, DateTimeOffset ClaimedAt);

/// <summary>A content that is being taken away.</summary>
public sealed record ContentRemoval(string Id, DateTimeOffset BegunAt);

/// <summary>
/// Keeps a removal and a registration of the same content apart without a lock. Who wants to refer to content writes a claim
/// and then looks for a removal; who removes writes the removal and then looks for claims and packages. Whoever was first,
/// at least one sees the other: the remover then leaves the content, the claimant waits until it is known to be there or not.
/// </summary>
internal sealed class ContentClaims(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Speaks for a content; afterwards it is either there to stay, or not there at all.</summary>
    /// <exception cref="CommandRefusedException">Its removal takes unusually long; the same request succeeds later.</exception>
    public async Task ClaimAsync(string sha256, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
                session.Store(new ContentClaim(sha256, clock.GetUtcNow()));
                await session.SaveChangesAsync(ct);
                if (await session.LoadAsync<ContentRemoval>(sha256, ct) is null)
                    return;
            }

            if (clock.GetElapsedTime(began) > Patience)
                throw new CommandRefusedException($"Content {sha256} is being removed; try again in a minute.");
            await Task.Delay(Step, clock, ct);
        }
    }
}
