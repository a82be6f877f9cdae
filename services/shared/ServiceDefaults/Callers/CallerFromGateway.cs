using Microsoft.AspNetCore.Http;

namespace Distribution.ServiceDefaults;

/// <summary>A service knows its callers from the gateway alone, whatever else a request says of itself.</summary>
internal sealed class CallerFromGateway(ServiceName service, CallerKeys keys, TimeProvider clock)
{
    public Task<Caller?> FindAsync(HttpContext context)
    {
        var token = context.Request.Headers[CallerToken.Header].ToString();
        return Task.FromResult<Caller?>(token.Length == 0
            ? null
            : CallerToken.Verify(token, service.Value, keys, clock.GetUtcNow())
                ?? throw new NotAuthenticatedException("The gateway did not vouch for this caller, or not for this service, or too long ago."));
    }
}
