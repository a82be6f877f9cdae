using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Distribution.ServiceDefaults.Tests.Sample;

namespace Distribution.ServiceDefaults.Tests;

public sealed class ProblemTests(ProblemTests.Host host) : IClassFixture<ProblemTests.Host>
{
    [Theory]
    [InlineData("GET", "/nowhere", null, 404)]
    [InlineData("DELETE", "/lamps", null, 405)]
    [InlineData("POST", "/lamps/not-an-id/switch", null, 404)]
    [InlineData("POST", "/lamps/0190a000-0000-7000-8000-000000000001/switch", null, 404)]
    [InlineData("GET", "/lamps?limit=many", null, 400)]
    [InlineData("GET", "/lamps?limit=1001", null, 400)]
    [InlineData("GET", "/lamps?after=nonsense", null, 400)]
    [InlineData("POST", "/lamps", "{", 400)]
    [InlineData("POST", "/lamps", "", 400)]
    [InlineData("POST", "/lamps", "null", 400)]
    [InlineData("POST", "/lamps", "{\"name\": null}", 400)]
    [InlineData("POST", "/lamps", "{\"name\": \"a\", \"watts\": \"many\"}", 400)]
    [InlineData("POST", "/lamps", "{\"name\": \"a\", \"brightness\": \"blinding\"}", 400)]
    [InlineData("POST", "/lamps", "{\"name\": \"\"}", 400)]
    [InlineData("GET", "/unprocessable", null, 422)]
    [InlineData("GET", "/broken", null, 500)]
    public async Task Every_error_is_a_problem_with_the_requests_id(string method, string path, string? body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-Request-Id", "seen-1" }, { "Accept", "text/html" } } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await host.Service.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(text)!;
        ((int?)problem["status"]).ShouldBe(status);
        ((string?)problem["requestId"]).ShouldBe("seen-1");
        ((string?)problem["detail"]).ShouldNotBeNullOrEmpty();
        text.ShouldNotContain("secret");
        text.ShouldNotContain("Distribution.");
        answer.Headers.GetValues("X-Request-Id").ShouldBe(["seen-1"]);
    }

    [Theory]
    [InlineData("{\"name\": \"a\", \"watts\": \"many\"}", "watts", "could not be converted")]
    [InlineData("{\"name\": \"a\", \"brightness\": \"blinding\"}", "brightness", "could not be converted")]
    [InlineData("{\"name\": null}", "name", "null")]
    [InlineData("{\"name\" \"a\"}", "body", "line 1")]
    [InlineData("{\"name\": \"a\", \"watts\": 900}", "watts", "between 1 and 100")]
    [InlineData("{\"name\": \"much longer than twenty letters\"}", "name", "20 characters")]
    public async Task A_bad_body_is_told_by_field_and_reason(string body, string field, string reason)
    {
        using var answer = await host.Service.Client.PostAsync(new Uri("/lamps", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsObject();
        errors.Select(e => e.Key).ShouldBe([field], errors.ToJsonString());
        errors[field]!.ToJsonString().ShouldContain(reason, Case.Insensitive);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_told_so()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lamps") { Headers = { ExpectContinue = true } };
        request.Content = new StringContent($"{{\"name\": \"{new string('a', 31_000_000)}\"}}", Encoding.UTF8, "application/json");

        using var answer = await host.Service.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_told_so()
    {
        using var answer = await host.Service.Client.PostAsync(new Uri("/lamps", UriKind.Relative), new StringContent("name=a", Encoding.UTF8, "text/plain"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_that_names_both_versions()
    {
        var id = await host.InstallAsync("stale");
        (await host.Service.Client.PostAsync(new Uri($"/lamps/{id}/switch?expectedVersion=1", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var answer = await host.Service.Client.PostAsync(new Uri($"/lamps/{id}/switch?expectedVersion=1", UriKind.Relative), null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var detail = (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"];
        detail.ShouldNotBeNull();
        detail.ShouldContain("version 1");
        detail.ShouldContain("at 2");
    }

    [Fact]
    public async Task A_request_without_an_acceptable_id_gets_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation("X-Request-Id", "forged\tline");

        using var answer = await host.Service.Client.SendAsync(request);

        Guid.TryParse(answer.Headers.GetValues("X-Request-Id").Single(), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_trace_is_continued_and_given_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await host.Service.Client.SendAsync(request);

        answer.Headers.GetValues("traceparent").Single().ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
    }

    public sealed class Host : IAsyncLifetime
    {
        public ServiceUnderTest Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Service = await ServiceUnderTest.StartAsync(SampleService.Build, ("Logging:LogLevel:Default", "None"));

        public ValueTask DisposeAsync() => Service.DisposeAsync();

        public async Task<Guid> InstallAsync(string name)
        {
            var id = Guid.CreateVersion7();
            (await Service.Client.PostAsJsonAsync(new Uri("/lamps", UriKind.Relative), new { id, name })).StatusCode.ShouldBe(HttpStatusCode.Created);
            return id;
        }
    }
}
