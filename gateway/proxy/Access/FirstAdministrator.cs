using Distribution.Contracts.Rules;
using Distribution.Proxy.Access.ApiKeys;
using Distribution.Proxy.Access.People;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Distribution.Proxy.Access;

/// <summary>
/// At the very first start there is nobody who could let anybody in: one administrator is made, with a password for one use that the log
/// tells once. Of several replicas one makes it; whoever was there before stays as they are.
/// </summary>
internal sealed partial class FirstAdministrator(IServiceScopeFactory scopes, AccessSettings settings, TimeProvider clock, ILogger<FirstAdministrator> logger)
    : BackgroundService, IHealthCheck
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody is there who may let others in.</summary>
    public Task Done => _done.Task;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Done.IsCompletedSuccessfully ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database has not answered yet: nobody can sign in."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!Done.IsCompleted)
        {
            try
            {
                await AddAsync(stoppingToken);
                await AddKeyAsync(stoppingToken);
                _done.SetResult();
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                // Computers and content need nobody to be signed in: the gateway is up, and tries again.
                WaitsForDatabase(logger, fault.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), clock, stoppingToken);
            }
        }
    }

    private async Task AddAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var id = Person.IdOf(settings.FirstName);
        if (await session.LoadAsync<Person>(id, ct) is not null)
            return;
        var password = settings.FirstPassword ?? Secret.NewPassword();
        session.Events.StartStream<Person>(id, Person.Add(
            null, settings.FirstName, settings.FirstName, new Grant([Roles.SystemAdministrator], null), Passwords.Hash(password), clock.GetUtcNow()));
        if (await SavedAsync(session, ct) && settings.FirstPassword is null)
            TellsPassword(logger, settings.FirstName, password);
    }

    private async Task AddKeyAsync(CancellationToken ct)
    {
        if (settings.FirstKey is not { Length: > 0 } text)
            return;
        var (id, secret) = ApiKey.Parse(text)
            ?? throw new InvalidOperationException("The setting Access:FirstKey is no API key: dk_, 32 hexadecimal digits, _, and 32 random bytes in base64url.");
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        if (await session.LoadAsync<ApiKey>(id, ct) is not null)
            return;
        session.Events.StartStream<ApiKey>(id, new ApiKeyIssued(
            id, "first key", Secret.Sha256(secret), [Roles.SystemAdministrator], null, null, null, clock.GetUtcNow()));
        await SavedAsync(session, ct);
    }

    private static async Task<bool> SavedAsync(IDocumentSession session, CancellationToken ct)
    {
        try
        {
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (ExistingStreamIdCollisionException)
        {
            return false;               // another replica was faster
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "First start: sign in as '{Name}' with the one-time password {Password} and choose another. It is not told again.")]
    private static partial void TellsPassword(ILogger logger, string name, string password);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database of the gateway does not answer yet: {Reason}")]
    private static partial void WaitsForDatabase(ILogger logger, string reason);
}
