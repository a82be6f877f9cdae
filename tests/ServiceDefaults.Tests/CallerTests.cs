using System.Net;
using System.Net.Sockets;
using System.Text;
using Distribution.ServiceDefaults.Tests.Sample;

namespace Distribution.ServiceDefaults.Tests;

/// <summary>A service believes the gateway, and nobody else, about who calls.</summary>
public sealed class CallerTokenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Ann = new("1", "Ann", CallerKind.Person, ["viewer"], [Guid.NewGuid()], "10.0.0.1", "r1");
    private static readonly string[] Texts = [New(), New()];
    private static readonly CallerKeys Keys = CallerKeys.Parse(Texts[0]);

    [Fact]
    public void What_the_gateway_said_arrives_whole()
    {
        var read = CallerToken.Verify(CallerToken.Sign(Ann, "packages", Keys, Noon), "packages", Keys, Noon)!;
        read.ShouldBe(Ann with { Roles = read.Roles, Groups = read.Groups });
        read.Roles.ShouldBe(Ann.Roles);
        read.Groups.ShouldBe(Ann.Groups);
    }

    [Fact]
    public void It_is_for_one_service_and_for_a_minute()
    {
        var token = CallerToken.Sign(Ann, "packages", Keys, Noon);
        CallerToken.Verify(token, "reporting", Keys, Noon).ShouldBeNull();
        CallerToken.Verify(token, "packages", Keys, Noon.AddSeconds(59)).ShouldNotBeNull();
        CallerToken.Verify(token, "packages", Keys, Noon.AddSeconds(60)).ShouldBeNull();
    }

    [Fact]
    public void A_byte_changed_anywhere_is_refused()
    {
        var token = CallerToken.Sign(Ann, "packages", Keys, Noon);
        // Of the very last character some bits mean nothing.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = new StringBuilder(token) { [i] = token[i] == 'A' ? 'B' : 'A' }.ToString();
            CallerToken.Verify(changed, "packages", Keys, Noon).ShouldBeNull($"at {i}");
        }

        foreach (var nonsense in (string[])["", ".", "a.b", token + ".x", token[..^1], token.Split('.')[0] + "."])
            CallerToken.Verify(nonsense, "packages", Keys, Noon).ShouldBeNull(nonsense);
    }

    [Fact]
    public void A_key_is_changed_while_both_hold()
    {
        var (both, after) = (CallerKeys.Parse($"{Texts[1]}, {Texts[0]}"), CallerKeys.Parse(Texts[1]));
        CallerToken.Verify(CallerToken.Sign(Ann, "packages", Keys, Noon), "packages", both, Noon).ShouldNotBeNull();
        CallerToken.Verify(CallerToken.Sign(Ann, "packages", both, Noon), "packages", after, Noon).ShouldNotBeNull();
        CallerToken.Verify(CallerToken.Sign(Ann, "packages", Keys, Noon), "packages", after, Noon).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("c2hvcnQ=")]
    public void Without_a_good_key_nothing_starts(string? setting) =>
        Should.Throw<InvalidOperationException>(() => CallerKeys.Parse(setting)).Message.ShouldNotContain(setting is { Length: > 0 } text ? text : "\n");

    private static string New() => Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
}

/// <summary>Who may use which route, in a service like the others.</summary>
public sealed class RoutePermissionTests(ProblemTests.Host sample) : IClassFixture<ProblemTests.Host>
{
    private static readonly Caller Switcher = new("1", "Ann", CallerKind.Person, ["switch"]);

    [Theory]
    [InlineData("/lamps", 401)]
    [InlineData("/nothing/here", 401)]
    [InlineData("/unprocessable", 401)]
    [InlineData("/broken", 500)]
    [InlineData("/health/live", 200)]
    public async Task Nobody_gets_nothing_but_what_is_open(string path, int status)
    {
        using var nobody = sample.Service.ClientOf(null);
        using var answer = await nobody.GetAsync(new Uri(path, UriKind.Relative));
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task A_caller_needs_the_permission_of_the_route()
    {
        using var client = sample.Service.ClientOf(Switcher);
        (await client.GetAsync(new Uri("/lamps", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync(new Uri("/unprocessable", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var allowed = await client.PostAsync(new Uri($"/lamps/{Guid.NewGuid()}/switch", UriKind.Relative), null);
        allowed.StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
    }

    // Routes are found whatever the method's case is, and HttpClient would write capitals.
    [Theory]
    [InlineData("GET")]
    [InlineData("get")]
    [InlineData("gEt")]
    public async Task A_method_in_small_letters_asks_for_the_same_permission(string method)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(sample.Service.Address.Host, sample.Service.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} /lamps HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{CallerToken.Header}: {SignedCallers.Token("sample", Switcher)}\r\n\r\n"));
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 403");
    }

    [Fact]
    public async Task A_token_for_another_service_or_made_by_hand_is_refused()
    {
        using var nobody = sample.Service.ClientOf(null);
        foreach (var token in new[] { SignedCallers.Token("packages"), "e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/lamps") { Headers = { { CallerToken.Header, token } } };
            (await nobody.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, token);
        }
    }

    [Fact]
    public async Task Figures_that_have_a_port_of_their_own_are_told_at_no_other_whatever_the_caller_writes()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build, ("RabbitMq:Uri", "amqp://127.0.0.1:1/none"), ("OTEL_EXPORTER_PROMETHEUS_PORT", "9464"));
        using var nobody = service.ClientOf(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = "x:9464" } };
        (await nobody.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_route_that_nobody_spoke_of_keeps_the_service_from_starting()
    {
        var fault = await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            await using var service = await ServiceUnderTest.StartAsync(SampleService.BuildWithForgottenRoute, ("RabbitMq:Uri", "amqp://127.0.0.1:1/none"));
        });
        fault.Message.ShouldContain("GET /forgotten");
    }
}
