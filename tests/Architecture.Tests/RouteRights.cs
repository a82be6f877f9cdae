using System.Net;
using System.Text.RegularExpressions;
using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Architecture.Tests;

/// <summary>Every route of every service, asked for by every role and by nobody, over HTTP: it answers those who may, and no others.</summary>
public sealed partial class RouteRights
{
    public static TheoryData<string> Services => ["packages", "task-scheduling", "id-group-policy", "reporting"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_route_answers_those_who_may_use_it_and_nobody_else(string name)
    {
        using var folder = new TemporaryFolder("rights");
        await using var service = await ServiceUnderTest.StartAsync(BuilderOf(name), ("Content:Folder", folder.Path), ("Logging:LogLevel:Default", "None"));
        var stated = service.Services.GetRequiredService<StatedRoutes>();
        using var nobody = service.ClientOf(null);
        var clients = Roles.All.ToDictionary(role => role, role => service.ClientOf(new Caller(role, role, CallerKind.Person, [role])));
        var asked = 0;
        List<string> wrong = [];
        foreach (var route in stated.Mapped.Distinct().Where(route => !route.StartsWith('*')))
        {
            var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
            var permission = stated.Permissions!.Of(method, pattern)!;
            if (permission == RoutePermissions.Open)
                continue;
            await AskAsync(nobody, "nobody", HttpStatusCode.Unauthorized);
            foreach (var (role, client) in clients)
                await AskAsync(client, role, Roles.Grant(role, permission) ? null : HttpStatusCode.Forbidden);

            async Task AskAsync(HttpClient client, string role, HttpStatusCode? refusal)
            {
                asked++;
                using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(pattern));
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                if (refusal is { } expected ? answer.StatusCode != expected : answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                    wrong.Add($"{role} {route}: {(int)answer.StatusCode}");
            }
        }

        foreach (var client in clients.Values)
            client.Dispose();
        wrong.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(100);
    }

    private static string PathOf(string pattern) => Parameter().Replace(pattern, match =>
        match.Value.Contains("guid", StringComparison.Ordinal) ? $"{Guid.NewGuid()}" : match.Value.Contains("int", StringComparison.Ordinal) ? "1" : "a");

    private static Func<string[], WebApplication> BuilderOf(string name) => name switch
    {
        "packages" => Packages.Program.Build,
        "task-scheduling" => TaskScheduling.Program.Build,
        "id-group-policy" => IdGroupPolicy.Program.Build,
        _ => Reporting.Program.Build,
    };

    [GeneratedRegex(@"\{(\*\*)?[^{}]+\}")]
    private static partial Regex Parameter();
}
