using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using static Distribution.Gateway.Tests.Access.GatewayCallers;

namespace Distribution.Gateway.Tests.Access;

/// <summary>Whoever asks too often is told when to come again, and takes nothing from others.</summary>
public sealed class RequestLimitTests
{
    private const int Most = 20;

    [Fact]
    public async Task Each_caller_has_so_many_requests_a_minute_and_what_asks_for_no_caller_has_any_number()
    {
        await using var gateway = await GatewayBefore.Services(app => app.MapGet("/groups", () => "all of them"), null, $"--Access:RequestsPerMinute={Most}");
        using var other = gateway.Script(await Read(await gateway.Client.PostAsJsonAsync(At("/api/access/keys"), new { name = "another" })));
        using var refused = await UntilRefusedAsync(gateway.Client);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe($"These are more than {Most} requests within a minute.");

        (await other.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stranger = gateway.Stranger();
        for (var i = 0; i <= 2 * Most; i++)
            (await stranger.GetAsync(At("/api/access/provider"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // A minute may end in between on a slow machine: then it takes as many again.
    private static async Task<HttpResponseMessage> UntilRefusedAsync(HttpClient caller)
    {
        for (var i = 0; i < 5 * Most; i++)
        {
            var answer = await caller.GetAsync(At("/api/groups"));
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return answer;
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Dispose();
        }

        throw new InvalidOperationException("Nothing was refused.");
    }
}
