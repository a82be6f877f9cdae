using System.Net;
using System.Net.Http.Json;
using Distribution.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Testing;

/// <summary>All routes of a service that name something by an id, tried by somebody for whom what they name lies elsewhere.</summary>
public static class ForeignRoutes
{
    /// <summary>Calls each of them, and says which neither forbade it nor knew nothing of it.</summary>
    /// <param name="idsOf">The ids with which a route, given as it is mapped, is called: each time one for every parameter of the route.</param>
    public static async Task<IReadOnlyList<string>> OpenToAsync(
        ServiceUnderTest service, HttpClient caller, Func<string, IEnumerable<(string Parameter, Guid Id)[]>> idsOf)
    {
        var stated = service.Services.GetRequiredService<StatedRoutes>();
        List<string> open = [];
        foreach (var route in stated.Mapped.Distinct().Where(route => route.Contains(":guid}", StringComparison.Ordinal)))
        {
            var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
            if (stated.Permissions!.Of(method, pattern) == RoutePermissions.Open)
                continue;
            foreach (var ids in idsOf(pattern))
            {
                var path = ids.Aggregate(pattern, (path, id) => path.Replace($"{{{id.Parameter}:guid}}", $"{id.Id}", StringComparison.Ordinal))
                    .Replace("{wave:int:min(1)}", "1", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "GET" ? null : JsonContent.Create(new { }) };
                using var answer = await caller.SendAsync(request);
                if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound))
                    open.Add($"{method} {path}: {(int)answer.StatusCode}");
            }
        }

        return open;
    }
}
