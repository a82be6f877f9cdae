using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Distribution.Packages.Tests;

/// <summary>Stands where the gateway stands, and notes every request for content that gets as far as the service.</summary>
internal sealed class CountingGateway(WebApplication app, HttpClient service) : IAsyncDisposable
{
    public Uri Address => new(app.Urls.First());

    /// <summary>Range and status of each request.</summary>
    public ConcurrentQueue<(string Range, int Status)> Requests { get; } = [];

    /// <summary>Bytes of content that crossed the line.</summary>
    public long Bytes { get; private set; }

    public static async Task<CountingGateway> StartAsync(HttpClient service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = new CountingGateway(builder.Build(), service);
        gateway.Map();
        await gateway.StartAsync();
        return gateway;
    }

    public Task StopAsync() => app.StopAsync(new CancellationToken(true));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task StartAsync() => app.StartAsync();

    private void Map() => app.MapMethods("/api/{**path}", ["GET", "HEAD"], async (HttpContext http, string path) =>
    {
        using var request = new HttpRequestMessage(new(http.Request.Method), $"/{path}{http.Request.QueryString}");
        foreach (var header in http.Request.Headers.Where(header => header.Key is "Range" or "If-Range" or "If-None-Match"))
            request.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        using var answer = await service.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
            http.Response.Headers[name] = values.ToArray();
        var body = await answer.Content.ReadAsByteArrayAsync();
        lock (app)
            Bytes += answer.IsSuccessStatusCode ? body.Length : 0;
        Requests.Enqueue((http.Request.Headers.Range.ToString(), (int)answer.StatusCode));
        await http.Response.Body.WriteAsync(body);
    });
}
