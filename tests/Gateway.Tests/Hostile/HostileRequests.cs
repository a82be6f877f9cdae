using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribution.Gateway.Tests.Hostile;

/// <summary>Whatever a client sends, it is answered as its own error, and who behaves beside it is served.</summary>
public sealed class HostileRequests(EveryService every) : IClassFixture<EveryService>
{
    private const int Seed = 20_261_130;

    // 2,000 in every run; HOSTILE_REQUESTS=10000 asks for more of the same sequence.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("HOSTILE_REQUESTS") ?? "2000", CultureInfo.InvariantCulture);

    private HttpClient Api => every.Api;

    [Fact]
    public async Task Mutated_requests_to_every_operation_are_never_a_fault_of_ours_and_lose_no_good_one()
    {
        var document = (await Api.GetFromJsonAsync<JsonObject>(new Uri("/api/openapi.json", UriKind.Relative)))!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => (Path: path.Key, Method: method.Key, Operation: method.Value!.AsObject()))).ToList();
        ConcurrentBag<string> faults = [];
        ConcurrentBag<Guid> made = [];
        ConcurrentDictionary<int, int> statuses = [];
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, ct) =>
        {
            if (n % 50 == 0)
            {
                var id = Guid.CreateVersion7();
                using var good = await Api.PostAsJsonAsync(new Uri("/api/groups", UriKind.Relative), new { id, name = $"good {n}" }, ct);
                if (good.StatusCode == HttpStatusCode.Created)
                    made.Add(id);
                else
                    faults.Add($"{n}: a good request was answered {(int)good.StatusCode}");
            }

            var (path, method, operation) = operations[n % operations.Count];
            using var request = new MutatedRequest(new Random(Seed + n), path, method, operation).Make();
            using var answer = await Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)answer.StatusCode;
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if (status >= 500)
                faults.Add($"{n}: {method} {request.RequestUri} was answered {status}: {await answer.Content.ReadAsStringAsync(ct)}\n{await SentAsync(request)}");
            // A line that is too long, or holds a NUL, the web server refuses before any program of ours sees it.
            else if (status is >= 400 and not 414 and not 431 && method != "head" && !request.RequestUri!.OriginalString.Split('?')[0].Contains("%00", StringComparison.Ordinal) && answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
                faults.Add($"{n}: {method} {request.RequestUri} was answered {status} without a problem");
        });

        faults.ShouldBeEmpty($"{faults.Count} of {Count}; the answers were {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))}");
        statuses.Keys.ShouldContain(400);
        foreach (var id in made)
            (await Api.GetAsync(new Uri($"/api/groups/{id}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var service in every.Services)
            (await service.ReadinessAsync()).ShouldNotContain("Unhealthy");
    }

    [Theory]
    [InlineData("/api/packages", "fileName")]
    [InlineData("/api/packages", "innerPath")]
    [InlineData("/api/packages", "destinationFolder")]
    [InlineData("/api/packages", "folder")]
    [InlineData("/api/packages", "contentSha256")]
    [InlineData("/api/packages", "iconSha256")]
    [InlineData("/api/tasks", "destinationFolder")]
    public async Task A_path_leads_nowhere_else(string address, string field)
    {
        foreach (var path in new[] { "../../etc/passwd", "..\\..\\windows\\win.ini", "/srv/../../etc", "C:\\a\\..\\..\\b", "a/../../b", "x\0.zip" })
        {
            var fields = new JsonObject
            {
                ["name"] = "x", ["kind"] = "Software", ["fileName"] = "x.deb", ["contentSha256"] = new string('a', 64), [field] = path,
                ["actions"] = new JsonArray(new JsonObject { ["kind"] = "Run", ["command"] = "true", [field] = path }),
                ["destinations"] = new JsonObject { ["computerIds"] = new JsonArray(Guid.CreateVersion7().ToString()), ["groupIds"] = new JsonArray() },
            };
            if (address == "/api/tasks")
                fields.Remove("kind");
            using var answer = await Api.PostAsJsonAsync(new Uri(address, UriKind.Relative), fields);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            var errors = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject();
            errors.ShouldContain(error => error.Key.EndsWith(field, StringComparison.Ordinal), $"{path}: {errors.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData("/api/contents/../../../etc/passwd")]
    [InlineData("/api/contents/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/api/contents/..%5c..%5cetc")]
    [InlineData("/api/docs/../../appsettings.json")]
    [InlineData("/api/docs/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/assets/..%2f..%2fappsettings.json")]
    public async Task An_address_leads_nowhere_else(string address)
    {
        // As bytes: a client's own library would tidy the address.
        using var line = new TcpClient(Api.BaseAddress!.Host, Api.BaseAddress.Port);
        await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(line.GetStream());
        var answer = await reader.ReadToEndAsync();
        answer.ShouldNotContain("root:");
        answer.ShouldNotContain("ReverseProxy");
        answer.ShouldStartWith("HTTP/1.1 4");
    }

    // Whoever sends a byte now and then holds a connection and nothing else; the server ends it by itself.
    [Fact]
    public async Task Many_slow_clients_hold_up_nobody()
    {
        var slow = new List<TcpClient>();
        try
        {
            for (var n = 0; n < 200; n++)
            {
                slow.Add(new TcpClient(Api.BaseAddress!.Host, Api.BaseAddress.Port));
                var head = n % 2 == 0 ? "GET /api/groups HTTP/1.1\r\nHost: loc" : $"PUT /api/contents/{new string('b', 64)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx";
                await slow[^1].GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            for (var n = 0; n < 20; n++)
            {
                using var answer = await Api.GetAsync(new Uri("/api/groups", UriKind.Relative), patience.Token);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private static async Task<string> SentAsync(HttpRequestMessage request)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        return body.Length > 600 ? body[..600] : body;
    }
}
