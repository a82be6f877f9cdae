using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Distribution.Gateway.Tests;

/// <summary>Answers as the services do, from memory: enough of them for the terminal to speak with.</summary>
internal sealed class SmallPlatform
{
    public ConcurrentDictionary<string, long> Contents { get; } = [];

    public int Uploads { get; private set; }

    /// <summary>What was posted, by path, newest last.</summary>
    public ConcurrentQueue<(string Path, JsonElement Body)> Posted { get; } = [];

    public List<JsonObject> Packages { get; } = [];

    public List<JsonObject> Groups { get; } = [];

    public List<JsonObject> Searches { get; } = [];

    /// <summary>The task's report, one after the other each time it is asked for; the last one stays.</summary>
    public ConcurrentQueue<JsonObject> Reports { get; } = [];

    public JsonArray Computers { get; set; } = [];

    public static JsonObject Report(string state, int failed = 0) => new()
    {
        ["id"] = Guid.NewGuid(), ["name"] = "Give htop", ["state"] = state, ["computers"] = 2, ["finished"] = 1, ["failed"] = failed,
        ["counts"] = new JsonObject { ["failed"] = failed },
    };

    public void Map(WebApplication app)
    {
        app.MapMethods("/contents/{sha256}", ["HEAD"], (string sha256) => Contents.ContainsKey(sha256) ? Results.Ok() : Results.NotFound());
        app.MapPut("/contents/{sha256}", async (string sha256, HttpContext http) =>
        {
            using var copy = new MemoryStream();
            await http.Request.Body.CopyToAsync(copy);
            Convert.ToHexStringLower(SHA256.HashData(copy.ToArray())).ShouldBe(sha256);
            Contents[sha256] = copy.Length;
            Uploads++;
            return Results.Created($"/contents/{sha256}", null);
        });
        app.MapPost("/packages", (JsonElement body) =>
        {
            if (body.TryGetProperty("destinationFolder", out var folder) && folder.GetString() is { } path && !path.StartsWith('/'))
                return Results.ValidationProblem(new Dictionary<string, string[]> { ["destinationFolder"] = ["must be an absolute path"] });
            Posted.Enqueue(("packages", body));
            var package = Named(body.GetProperty("name").GetString() ?? "told by the file");
            package["kind"] = body.GetProperty("kind").GetString();
            package["fileName"] = body.GetProperty("fileName").GetString();
            Packages.Add(package);
            return Results.Content(package.ToJsonString(), "application/json", null, 201);
        });
        app.MapGet("/packages", (string? after, int? limit) => Page(Packages, after));
        app.MapGet("/packages/{id}", (Guid id) => Results.Content(Packages.Single(p => p["id"]!.GetValue<Guid>() == id).ToJsonString(), "application/json"));
        app.MapGet("/groups", (string? after, int? limit) => Page(Groups, after));
        app.MapPost("/tasks", (JsonElement body) => Took("tasks", body, Results.Accepted("/tasks/1", new { id = Guid.NewGuid() })));
        foreach (var verb in new[] { "pause", "resume", "stop", "waves/{wave:int}/approve" })
            app.MapPost($"/tasks/{{id}}/{verb}", (JsonElement body, HttpContext http) => Took(http.Request.Path.Value!.Split('/', 4)[3], body, Results.Accepted("/tasks/1")));
        app.MapGet("/tasks/{id}/waves", () => Results.Content(
            """{"counts":[{"wave":1,"total":3,"open":0,"succeeded":3,"failed":0},{"wave":2,"total":57,"open":57,"succeeded":0,"failed":0}]}""", "application/json"));
        app.MapGet("/searches", (string? after, int? limit) => Page(Searches, after));
        app.MapPut("/searches/{id}/group", (Guid id) => Took($"searches/{id}/group", default, Results.Ok(new { id })));
        app.MapPost("/tasks/{id}/retry", (JsonElement body) => Took("retry", body, Results.Accepted("/tasks/1/progress", new { retried = 1 })));
        app.MapDelete("/packages/{id}", () => Results.Problem("The package is in use by task 'Give htop'.", statusCode: 409));
        app.MapGet("/reports/tasks/{id}", () => Results.Content((Reports.Count > 1 && Reports.TryDequeue(out var next) ? next : Reports.First()).ToJsonString(), "application/json"));
        app.MapGet("/reports/tasks/{id}/computers", () => Results.Content(new JsonObject { ["items"] = Computers.DeepClone(), ["next"] = null }.ToJsonString(), "application/json"));
        app.MapGet("/reports/agents", () => Results.Content("""[{ "agentVersion": "2.0", "computers": 7 }]""", "application/json"));
        app.MapGet("/reports/computers/{id}/jobs", (string? state) => Results.Content(new JsonObject
        {
            ["items"] = new JsonArray([.. Computers.Where(c => state is null || string.Equals(c!["state"]!.GetValue<string>(), state, StringComparison.OrdinalIgnoreCase)).Select(c => c!.DeepClone())]),
            ["next"] = null,
        }.ToJsonString(), "application/json"));
        app.MapPost("/executions/{id}/retry", (Guid id) => Took($"executions/{id}", default, Results.Accepted()));
        app.MapGet("/reports/exports/{list}", (string list, string format, Guid? id) => Results.Text($"{list},{format},{id}\r\n", "text/csv"));
        app.MapGet("/changes", (CancellationToken ct) => TypedResults.ServerSentEvents(Ticks(ct), "task"));
    }

    public static JsonObject Named(string name) => new() { ["id"] = Guid.NewGuid(), ["name"] = name, ["softwareVersion"] = "1.0", ["contentSize"] = 2048 };

    private IResult Took(string path, JsonElement body, IResult answer)
    {
        Posted.Enqueue((path, body));
        return answer;
    }

    // Two on a page, so that whoever reads one page only is found out.
    private static IResult Page(List<JsonObject> all, string? after)
    {
        var begin = int.Parse(after ?? "0", null);
        var items = new JsonArray([.. all.Skip(begin).Take(2).Select(item => item.DeepClone())]);
        return Results.Content(new JsonObject { ["items"] = items, ["next"] = begin + 2 < all.Count ? $"{begin + 2}" : null }.ToJsonString(), "application/json");
    }

    private static async IAsyncEnumerable<string> Ticks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            yield return "{}";
            await Task.Delay(50, end);
        }
    }
}
