using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.ServiceDefaults;

/// <summary>Finds out who is calling; null when nobody says so.</summary>
/// <exception cref="NotAuthenticatedException">Somebody says who they are, and it is not true or no longer so.</exception>
public delegate Task<Caller?> FindCaller(HttpContext context);

/// <summary>Lets a request through to its route when its caller may use it: 401 without a caller, 403 without the permission.</summary>
internal sealed class RequireCaller(RequestDelegate next, RoutePermissions permissions, RouteScopes scopes, FindCaller find)
{
    public async Task InvokeAsync(HttpContext context, PresentCaller present)
    {
        var permission = context.GetEndpoint() switch
        {
            null => permissions.WithoutRoute,
            // A route of which nobody spoke keeps the service from starting; if one is met all the same, nobody may use it.
            RouteEndpoint route => permissions.Of(StatedRoutes.MethodOf(context), StatedRoutes.PatternOf(route))
                ?? throw new ForbiddenException("Nobody has stated who may use this route."),
            _ => RoutePermissions.AnyCaller,            // the framework's own answer, such as 405
        };
        present.Value = await find(context);
        if (permission is not (RoutePermissions.Open or RoutePermissions.AnyCaller))
            present.Value = present.Value?.For(role => permissions.Grants(role, permission));
        if (permission != RoutePermissions.Open)
            await AdmitAsync(context, present.Value, permission);
        await next(context);
    }

    private async Task AdmitAsync(HttpContext context, Caller? caller, string permission)
    {
        try
        {
            Admit(caller, permission);
            if (caller is { Groups: { } groups } && permission != RoutePermissions.AnyCaller)
                await KeepWithinAsync(context, groups);
        }
        catch (ForbiddenException)
        {
            if (context.RequestServices.GetService<RefusedAttempts>() is { } refused)
                await refused.KeepAsync(caller!, StatedRoutes.ActionOf(context), $"PermissionMissing: {permission}", context.Request.Path);
            throw;
        }
    }

    private Task KeepWithinAsync(HttpContext context, IReadOnlyList<Guid> groups)
    {
        var check = scopes.Of(StatedRoutes.MethodOf(context), StatedRoutes.PatternOf((RouteEndpoint)context.GetEndpoint()!))
            ?? throw new ForbiddenException("This concerns all computers, and you have rights for those of some ID groups.");
        return check(context, groups);
    }

    private void Admit(Caller? caller, string permission)
    {
        if (caller is null)
            throw new NotAuthenticatedException("This asks for somebody who is signed in, or for an API key.");
        if (permission != RoutePermissions.AnyCaller && !caller.Roles.Any(role => permissions.Grants(role, permission)))
            throw new ForbiddenException($"This asks for the permission '{permission}', which {caller.Name} does not have.");
    }
}
