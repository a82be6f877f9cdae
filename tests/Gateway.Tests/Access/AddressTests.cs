using System.Net.Http.Json;
using System.Text.Json;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;

namespace Distribution.Gateway.Tests.Access;

/// <summary>From where a request comes: what the connection says, unless a proxy that is trusted says more.</summary>
public sealed class AddressTests
{
    private static readonly CallerKeys Keys = CallerKeys.Parse(SignedCallers.Key);

    [Theory]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("192.0.2.0/24", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8, 203.0.113.7, fd00::/8", "198.51.100.1, 203.0.113.7", "198.51.100.1")]
    [InlineData("127.0.0.1", "nonsense", "127.0.0.1")]
    public async Task The_gateway_believes_an_address_from_proxies_it_is_told_of_and_tells_services_the_same(string trusted, string said, string expected)
    {
        await using var gateway = await GatewayBefore.Services(
            app => app.MapGet("/groups", (HttpContext http) => new
            {
                seen = http.CallerAddress()?.ToString(), told = http.Request.Headers["X-Forwarded-For"].ToString(),
                caller = CallerToken.Verify(http.Request.Headers[CallerToken.Header].ToString(), "id-group-policy", Keys, DateTimeOffset.UtcNow)?.Address,
            }),
            null, $"--Access:TrustedProxies={trusted}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/groups", UriKind.Relative)) { Headers = { { "X-Forwarded-For", said } } };
        using var answer = await gateway.Client.SendAsync(request);
        var heard = await answer.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var place in (string[])["caller", "seen", "told"])
            heard.GetProperty(place).GetString().ShouldBe(expected, place);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("10.0.0.0/40")]
    [InlineData("10.0.0.1,,10.0.0.2/x")]
    public async Task A_proxy_that_is_no_address_is_told_at_the_start(string trusted) =>
        (await Should.ThrowAsync<SettingException>(() => GatewayBefore.Services(null, null, $"--Access:TrustedProxies={trusted}"))).Message.ShouldContain("Access__TrustedProxies");
}
