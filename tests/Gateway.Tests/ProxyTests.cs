using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Distribution.Gateway.Tests;

public sealed class ProxyTests
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task The_prefix_is_taken_off_on_the_way_in_and_put_onto_locations_on_the_way_out()
    {
        await using var gateway = await GatewayBefore.Services(app =>
        {
            app.MapPost("/packages", () => Results.Created("/packages/1", null));
            app.MapPost("/tasks", (HttpContext http) => Results.Created($"{http.Request.Scheme}://{http.Request.Host}/tasks/1", null));
            app.MapPost("/groups", () => Results.Created("https://elsewhere.example/x", null));
        });

        (await Location("/api/packages")).ShouldBe("/api/packages/1");
        (await Location("/api/tasks")).ShouldBe("/api/tasks/1", "an address that only the gateway can reach helps nobody");
        (await Location("/api/groups")).ShouldBe("https://elsewhere.example/x");

        async Task<string?> Location(string path)
        {
            using var answer = await gateway.Client.PostAsync(new Uri(path, UriKind.Relative), null);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            return answer.Headers.Location?.OriginalString;
        }
    }

    [Theory]
    [InlineData("/api/broker-authorization/user")]
    [InlineData("/api/health/ready")]
    [InlineData("/broker-authorization/user")]
    [InlineData("/api/packages/../broker-authorization/user")]
    [InlineData("/api/packages/..%2Fbroker-authorization/user")]
    [InlineData("/api/nothing")]
    public async Task Only_public_paths_lead_to_a_service(string path)
    {
        var reached = new List<string>();
        await using var gateway = await GatewayBefore.Services(app => app.Run(context =>
        {
            // The gateway itself asks whether a service is ready; this is about what a caller asks.
            if (context.Request.Headers["X-Request-Id"] == "asked" && !context.Request.Path.StartsWithSegments("/packages"))
                reached.Add(context.Request.Path);
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Headers = { { "X-Request-Id", "asked" } },
        };
        using var answer = await gateway.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        reached.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem()
    {
        await using var gateway = await GatewayBefore.Services(_ => { });
        using var answer = await gateway.Client.GetAsync(new Uri("/api/nothing", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("/api/nothing");
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_a_problem_that_names_it()
    {
        await using var gateway = await GatewayBefore.Services(null);
        using var answer = await gateway.Client.GetAsync(new Uri("/api/groups", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("id-group-policy");
        problem.GetProperty("requestId").GetString().ShouldBe(answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_replica_that_is_gone_costs_no_caller_anything(string method)
    {
        await using var gateway = await GatewayBefore.Services(
            app =>
            {
                app.MapGet("/health/ready", () => Results.Ok());
                app.MapGet("/groups", (HttpContext http) => $"GET  by {http.Request.Headers["X-Request-Id"]}");
                app.MapPost("/groups", async (HttpContext http) => $"POST {await new StreamReader(http.Request.Body).ReadToEndAsync()} by {http.Request.Headers["X-Request-Id"]}");
            },
            GatewayBefore.Nobody);

        // From the first moment, when no health check has found it out yet: about half of them meet it.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/groups") { Headers = { { "X-Request-Id", $"r{i}" } } };
            request.Content = method == "POST" ? new StringContent("its body") : null;
            using var answer = await gateway.Client.SendAsync(request);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }));
        answers.ShouldBe(Enumerable.Range(0, 40).Select(i => $"200 {method} {(method == "POST" ? "its body" : "")} by r{i}"));
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_left_out_after_a_few_seconds()
    {
        await using var gateway = await GatewayBefore.Services(app => app.MapGet("/health/ready", () => Results.Ok()), GatewayBefore.Nobody);
        gateway.Gateway.GetRequiredService<IProxyStateLookup>().TryGetCluster("contents", out var cluster).ShouldBeTrue();
        await Eventually.Holds(
            () => Task.FromResult(cluster!.DestinationsState.AvailableDestinations.Select(replica => replica.Model.Config.Address).ToList()),
            available => available is [var one] && new Uri(one) == gateway.ServicesAddress,
            "only the living replica is chosen from");
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("POST", 1)]
    public async Task What_was_sent_and_not_answered_is_asked_again_only_when_it_reads(string method, int times)
    {
        var met = new ConcurrentBag<string>();
        // One replica dies whenever it has got a request: nobody knows what it did with it.
        await using var dying = await GatewayBefore.StartAsync(app =>
        {
            app.MapGet("/health/ready", () => Results.Ok());
            app.MapMethods("/groups", ["GET", "POST"], (HttpContext http) =>
            {
                met.Add("dying");
                http.Abort();
            });
        });
        await using var gateway = await GatewayBefore.Services(
            app =>
            {
                app.MapGet("/health/ready", () => Results.StatusCode(503));
                app.MapMethods("/groups", ["GET", "POST"], () => met.Add("living"));
            },
            GatewayBefore.AddressOf(dying));
        await Eventually.Holds(
            async () =>
            {
                met.Clear();
                using var request = new HttpRequestMessage(new HttpMethod(method), "/api/groups");
                using var answer = await gateway.Client.SendAsync(request);
                return (met.Contains("dying"), answer.StatusCode, met.Count);
            },
            seen => seen == (true, times == 1 ? HttpStatusCode.BadGateway : HttpStatusCode.OK, times),
            "it met the one that dies, and then the other one or nobody");
    }

    [Fact]
    public async Task A_services_own_problem_passes_as_it_is()
    {
        await using var gateway = await GatewayBefore.Services(app => app.MapGet("/groups/{id}", () => Results.Problem("not so", statusCode: 409)));
        using var answer = await gateway.Client.GetAsync(new Uri("/api/groups/1", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe("not so");
    }

    [Fact]
    public async Task The_services_get_the_callers_request_id_and_the_caller_gets_it_back_once()
    {
        await using var gateway = await GatewayBefore.Services(app => app.MapGet("/groups", (HttpContext http) =>
        {
            http.Response.Headers["X-Request-Id"] = "the service's own";
            return http.Request.Headers["X-Request-Id"].ToString();
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/groups") { Headers = { { "X-Request-Id", "order-66" } } };
        using var answer = await gateway.Client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("order-66");
        answer.Headers.GetValues("X-Request-Id").ShouldBe(["order-66"]);

        using var unnamed = await gateway.Client.GetAsync(new Uri("/api/groups", UriKind.Relative));
        (await unnamed.Content.ReadAsStringAsync()).ShouldBe(unnamed.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task A_part_of_the_content_can_be_asked_for()
    {
        await using var gateway = await GatewayBefore.Services(app =>
            app.MapGet("/contents/{sha256}", () => Results.File(_content, enableRangeProcessing: true, entityTag: new("\"abc\""))));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/contents/abc") { Headers = { Range = new RangeHeaderValue(99_000, null) } };
        using var answer = await gateway.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Content.Headers.ContentRange?.ToString().ShouldBe("bytes 99000-99999/100000");
        answer.Headers.ETag?.Tag.ShouldBe("\"abc\"");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_content[99_000..]);
    }

    [Fact]
    public async Task A_resumable_upload_passes_with_its_address_its_methods_and_its_headers()
    {
        await using var gateway = await GatewayBefore.Services(app =>
        {
            app.MapPost("/uploads", () => Results.Created("/uploads/7", null));
            app.MapMethods("/uploads/7", ["PATCH", "HEAD", "DELETE", "OPTIONS"], (HttpContext http) =>
                http.Response.Headers["Upload-Offset"] = $"{http.Request.Method} {http.Request.Headers["Upload-Offset"]} {http.Request.Headers["Tus-Resumable"]} {http.Request.ContentType}");
        });
        using var created = await gateway.Client.PostAsync(new Uri("/api/uploads", UriKind.Relative), null);
        created.Headers.Location?.OriginalString.ShouldBe("/api/uploads/7");
        foreach (var method in (HttpMethod[])[HttpMethod.Patch, HttpMethod.Head, HttpMethod.Delete, HttpMethod.Options])
        {
            using var request = new HttpRequestMessage(method, created.Headers.Location) { Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", "5" } } };
            request.Content = method == HttpMethod.Patch ? new ByteArrayContent([1]) { Headers = { ContentType = new("application/offset+octet-stream") } } : null;
            using var answer = await gateway.Client.SendAsync(request);
            answer.Headers.GetValues("Upload-Offset").Single().ShouldBe($"{method} 5 1.0.0 {request.Content?.Headers.ContentType}".TrimEnd());
        }
    }

    [Fact]
    public async Task Browsers_are_told_what_they_must_not_do()
    {
        await using var gateway = await GatewayBefore.Services(_ => { });
        using var answer = await gateway.Client.GetAsync(new Uri("/health/live", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
    }
}
