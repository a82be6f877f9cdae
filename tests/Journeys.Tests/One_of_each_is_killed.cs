using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Distribution.Journeys.Tests;

/// <summary>Two of each, and one of each dies in the middle of the work: the other takes over, and nothing is lost or done twice.</summary>
[Trait("Tier", "Replicas")]
public sealed class One_of_each_is_killed(TwoOfEach twins, ITestOutputHelper output) : IClassFixture<TwoOfEach>
{
    private static readonly string[] Services = ["packages", "task-scheduling", "id-group-policy", "reporting"];
    private static readonly string[] Computers = ["a", "b", "c"];

    private Street Street => twins.Street;

    [Fact]
    public async Task The_others_go_on_and_nothing_is_lost()
    {
        var computers = Computers.Select(name => Street.Computer($"twin-{name}")).ToList();
        Guid group = default, task = default;
        string upload = "", key = "";
        var bytes = new byte[300_000];
        Random.Shared.NextBytes(bytes);
        using var end = new CancellationTokenSource();
        var heard = Listen(Street.ApiAt(Street.Gateway), end.Token);

        await Step("one publisher and one daemon work in each database", async () =>
        {
            foreach (var service in Services.Where(name => name != "reporting"))
                await Eventually.Holds(() => LeadersAsync(service), leaders => leaders == 1, $"one of the two {service} leads");
        });
        await Step("computers enrol through one gateway and install something slow", async () =>
        {
            group = await Street.Api.CreateGroupAsync("twins");
            key = await Street.Api.CreateEnrolmentKeyAsync("twins", group);
            foreach (var computer in computers)
                computer.TurnOn(key);
            await Eventually.Holds(async () => (await Street.Api.MembersAsync(group)).Count, members => members == 3, "three computers are members");
            var package = await Street.Api.RegisterPackageAsync(await SamplePackages.DebAsync(twins.Packages, "twin-slow", "1.0", seconds: 5));
            task = await Street.Api.CreateTaskAsync("twins", [package], groupIds: [group]);
            await Eventually.Holds(() => Task.FromResult(computers.Count(c => SamplePackages.Runs(c.Root, "twin-slow").Count == 1)), runs => runs == 3, "three installers run");
        });
        await Step("an upload begins through one gateway", async () =>
        {
            using var begun = await SendAsync(twins.Second, HttpMethod.Post, "uploads", null, ("Upload-Length", $"{bytes.Length}"));
            upload = begun.Headers.Location!.ToString();
            upload = upload[upload.IndexOf("uploads/", StringComparison.Ordinal)..];
            using var half = await SendAsync(twins.Second, HttpMethod.Patch, upload, bytes[..150_000], ("Upload-Offset", "0"));
            half.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        });
        // Agents know one gateway by its address, as they know a load balancer's; the other is the one that dies.
        await Step("one of each is killed", () => Task.WhenAll(Services.Append("gateway-2").Select(name => Street.Program(name).KillAsync())));
        await Step("the upload ends through the other gateway, at the other replica", () => Eventually.Holds(
            async () =>
            {
                using var rest = await SendAsync(Street.Api, HttpMethod.Patch, upload, bytes[150_000..], ("Upload-Offset", "150000"));
                return rest.StatusCode;
            },
            code => code == HttpStatusCode.NoContent, "the second half is taken"));
        await Step("every computer succeeds and ran it once", async () =>
        {
            await Eventually.Holds(() => ExecutionsAsync(task), all => all.Count == 3 && all.All(e => e.State == "Succeeded"), "three executions succeeded", TimeSpan.FromSeconds(120));
            foreach (var computer in computers)
                SamplePackages.Runs(computer.Root, "twin-slow").Count.ShouldBe(1, computer.Name);
        });
        // One that was there before may still be known to the broker; this one has to be asked about at the replica that lives.
        await Step("a computer comes for the first time", async () =>
        {
            Street.Computer("twin-late").TurnOn(key);
            await Eventually.Holds(async () => (await Street.Api.MembersAsync(group)).Count, members => members == 4, "it is a member", TimeSpan.FromSeconds(120));
        });
        await Step("the others lead now, and work that begins now is done", async () =>
        {
            foreach (var service in Services.Where(name => name != "reporting"))
                await Eventually.Holds(() => LeadersAsync(service), leaders => leaders == 1, $"the other {service} leads");
            var zip = await SamplePackages.ZipAsync(twins.Packages, "twin-notes", ("note.txt", "twins"));
            var files = await ReachedAsync(() => Street.Api.RegisterPackageAsync(zip, "Files", "twin-notes", "1", "/srv/twins"));
            var next = await ReachedAsync(() => Street.Api.CreateTaskAsync("twins again", [], [files], groupIds: [group]));
            await Eventually.Holds(() => ExecutionsAsync(next), all => all.Count == 4 && all.All(e => e.State == "Succeeded"), "four computers have the files", TimeSpan.FromSeconds(120));
            await Eventually.Holds(
                async () => (await Street.Api.ReportedAsync(next)).Count(c => (string?)c["state"] == "Succeeded"), count => count == 4, "the report says so");
        });
        await Step("whoever listened heard of it", () => Eventually.Holds(
            () => Task.FromResult(heard()), text => text.Contains("twins again", StringComparison.Ordinal), "the stream of changes went on", TimeSpan.FromSeconds(90)));
        await Step("no message was given up", () => Street.ShouldHoldNoFailuresAsync());
        await end.CancelAsync();
    }

    // A service that has just died is asked once more before the gateway knows.
    private static Task<Guid> ReachedAsync(Func<Task<Guid>> ask) => Eventually.Holds(
        async () =>
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException dead) when (dead.StatusCode == HttpStatusCode.BadGateway)
            {
                return Guid.Empty;
            }
        },
        made => made != Guid.Empty, "the gateway asks the one that lives");

    // How many of the two that run say that they run the daemon.
    private async Task<int> LeadersAsync(string service)
    {
        var leaders = 0;
        foreach (var program in new[] { service, $"{service}-2" }.Select(Street.Program).Where(program => program.IsRunning))
        {
            using var client = new HttpClient { BaseAddress = program.Address };
            using var ready = await client.GetAsync(new Uri("health/ready", UriKind.Relative));
            var answer = JsonNode.Parse(await ready.Content.ReadAsStringAsync())!;
            var states = ((JsonObject)answer["checks"]!["daemon"]!["data"]!).Select(shard => (string?)shard.Value!["state"]).ToList();
            leaders += states.Count > 0 && states.All(state => state is "Running") ? 1 : 0;
        }

        return leaders;
    }

    private async Task<IReadOnlyList<StreetExecution>> ExecutionsAsync(Guid task)
    {
        try
        {
            return await Street.Api.ExecutionsAsync(task);
        }
        catch (HttpRequestException)
        {
            return [];                                  // a service that has just died is asked once more before the gateway knows
        }
    }

    // As a browser does: a stream that breaks, since its service died, is asked for again from the last place.
    private static Func<string> Listen(StreetApi api, CancellationToken end)
    {
        var said = new ConcurrentQueue<string>();
        _ = Task.Run(
            async () =>
            {
                using var own = api;
                api.Http.Timeout = Timeout.InfiniteTimeSpan;
                for (string? place = null; !end.IsCancellationRequested; await Task.Delay(200, end))
                {
                    try
                    {
                        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("changes", UriKind.Relative));
                        if (place is not null)
                            request.Headers.Add("Last-Event-ID", place);
                        using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
                        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(end));
                        while (await reader.ReadLineAsync(end) is { } line)
                        {
                            place = line.StartsWith("id:", StringComparison.Ordinal) ? line[3..].Trim() : place;
                            said.Enqueue(line);
                        }
                    }
                    catch (Exception broken) when (broken is HttpRequestException or IOException)
                    {
                    }
                }
            },
            end);
        return () => string.Join('\n', said);
    }

    private static async Task<HttpResponseMessage> SendAsync(StreetApi api, HttpMethod method, string path, byte[]? body, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add(header.Name, header.Value);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        return await api.Http.SendAsync(request);
    }

    private async Task Step(string what, Func<Task> act)
    {
        output.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {what}");
        try
        {
            await act();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"At the step '{what}': {e.Message}", e);
        }
    }
}
