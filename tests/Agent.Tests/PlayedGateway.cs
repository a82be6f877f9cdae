using System.Collections.Concurrent;
using System.Text.Json;
using Distribution.Testing.Platform;
using Distribution.Agent.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Distribution.Agent.Tests;

/// <summary>A gateway that enrols one computer and serves content, as badly as a test wants.</summary>
internal sealed class PlayedGateway : IAsyncDisposable
{
    private readonly WebApplication app;

    private PlayedGateway(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public ConcurrentDictionary<string, byte[]> Contents { get; } = new();

    public EnrolmentAnswer? Identity { get; set; }

    public ConcurrentQueue<JsonElement> Enrolments { get; } = new();

    /// <summary>Every request for another secret.</summary>
    public ConcurrentQueue<JsonElement> Rotations { get; } = new();

    /// <summary>Every request to be a member of an ID group.</summary>
    public ConcurrentQueue<JsonElement> GroupRequests { get; } = new();

    /// <summary>What it answers to those.</summary>
    public Func<JsonElement, IResult> Register { get; set; } = asked => Results.Json(new { groupId = Guid.NewGuid(), name = asked.GetProperty("group").GetString() });

    /// <summary>What it answers when it is asked for the platform's roots; null answers 404.</summary>
    public byte[]? Roots { get; set; } = File.ReadAllBytes(LocalKeys.OfThisProcess.RootFile);

    /// <summary>How often it was asked for them.</summary>
    public int RootsAsked => rootsAsked;

    private int rootsAsked;

    /// <summary>What the server does on the way when it lets a computer in.</summary>
    public Func<Task> Enrolled { get; set; } = () => Task.CompletedTask;

    /// <summary>The range headers of every request for content.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    /// <summary>Answers a request for content instead of the content itself, when it returns true.</summary>
    public Func<HttpContext, byte[], Task<bool>> Misbehave { get; set; } = (_, _) => Task.FromResult(false);

    public static async Task<PlayedGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = new PlayedGateway(builder.Build());
        gateway.app.MapPost("/api/enrolments", (Delegate)gateway.Enrol);
        gateway.app.MapPut("/api/enrolments/{id:guid}/secret", async (HttpContext context) =>
        {
            gateway.Rotations.Enqueue(await context.Request.ReadFromJsonAsync<JsonElement>());
            return gateway.Identity is null ? Results.Problem("Nobody gets another secret.", statusCode: 401) : Results.NoContent();
        });
        gateway.app.MapPost("/api/enrolments/{id:guid}/group-registrations", async (HttpContext context) =>
        {
            var asked = await context.Request.ReadFromJsonAsync<JsonElement>();
            gateway.GroupRequests.Enqueue(asked);
            return gateway.Register(asked);
        });
        gateway.app.MapGet("/api/enrolments/roots", () =>
        {
            Interlocked.Increment(ref gateway.rootsAsked);
            return gateway.Roots is { } roots ? Results.Bytes(roots, "application/json") : Results.NotFound();
        });
        gateway.app.MapGet("/api/contents/{sha256}", gateway.Content);
        await gateway.app.StartAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private async Task<IResult> Enrol(HttpContext context)
    {
        Enrolments.Enqueue(await context.Request.ReadFromJsonAsync<JsonElement>());
        if (Identity is not null)
            await Enrolled();
        return Identity is { } identity ? Results.Json(identity) : Results.Problem("Nobody is let in.", statusCode: 401);
    }

    private async Task Content(HttpContext context, string sha256)
    {
        Ranges.Enqueue(context.Request.Headers.Range.ToString());
        if (!Contents.TryGetValue(sha256, out var content))
            context.Response.StatusCode = 404;
        else if (!await Misbehave(context, content))
            await Results.File(content, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(context);
    }
}
