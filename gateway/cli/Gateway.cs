using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Distribution.Cli;

/// <summary>The platform's public HTTP interface. What it refuses is thrown as a <see cref="GatewayException"/>.</summary>
internal sealed class Gateway(Uri server, string? apiKey = null) : IDisposable
{
    /// <summary>The platform's address, as it was given.</summary>
    public Uri Server => server;

    // Uploads and streams last as long as they last; what ends a dead one is TCP's keep-alive and the caller's Ctrl-C.
    private readonly HttpClient _http = new()
    {
        BaseAddress = new(server.ToString().TrimEnd('/') + "/api/"),
        Timeout = Timeout.InfiniteTimeSpan,
        // Without a key it is as a browser: a cookie is kept for as long as the command takes, and this goes with it.
        DefaultRequestHeaders = { { "X-Distribution-Page", "terminal" }, { "Authorization", apiKey is null ? [] : [$"Bearer {apiKey}"] } },
    };

    public Task<JsonElement> Get(string path, CancellationToken cancel) => Send(HttpMethod.Get, path, null, cancel);

    public Task<JsonElement> Post(string path, object? body, CancellationToken cancel) =>
        Send(HttpMethod.Post, path, JsonContent.Create(body ?? new { }, options: JsonSerializerOptions.Web), cancel);

    /// <summary>Posts what is no JSON.</summary>
    public Task<JsonElement> Post(string path, HttpContent content, CancellationToken cancel) => Send(HttpMethod.Post, path, content, cancel);

    public Task<JsonElement> Patch(string path, object body, CancellationToken cancel) =>
        Send(HttpMethod.Patch, path, JsonContent.Create(body, options: JsonSerializerOptions.Web), cancel);

    public Task<JsonElement> Put(string path, HttpContent? content, CancellationToken cancel) => Send(HttpMethod.Put, path, content, cancel);

    public Task<JsonElement> Delete(string path, CancellationToken cancel) => Send(HttpMethod.Delete, path, null, cancel);

    /// <summary>Every item of a paged list, page after page as they are wanted.</summary>
    public async IAsyncEnumerable<JsonElement> All(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = await Get($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=1000{(next is null ? "" : "&after=" + Uri.EscapeDataString(next))}", cancel);
            foreach (var item in page.GetProperty("items").EnumerateArray())
                yield return item;
            next = page.TryGetProperty("next", out var after) ? after.GetString() : null;
        }
        while (next is not null);
    }

    public async Task<bool> Has(string path, CancellationToken cancel)
    {
        using var response = await Reach(new(HttpMethod.Head, path), HttpCompletionOption.ResponseHeadersRead, cancel);
        return response.IsSuccessStatusCode;
    }

    /// <summary>An open stream of server-sent events.</summary>
    public async Task<Stream> Stream(string path, CancellationToken cancel) =>
        await (await Ask(new(HttpMethod.Get, path), cancel)).Content.ReadAsStreamAsync(cancel);

    /// <summary>Any request; the answer's headers are there, its body is still to be read, and it is a good one.</summary>
    public async Task<HttpResponseMessage> Ask(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await Reach(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return response.IsSuccessStatusCode ? response : throw await GatewayException.From(response, cancel);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> Send(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await Reach(request, HttpCompletionOption.ResponseContentRead, cancel);
        if (!response.IsSuccessStatusCode)
            throw await GatewayException.From(response, cancel);
        return response.Content.Headers.ContentType?.MediaType == "application/json"
            ? await response.Content.ReadFromJsonAsync<JsonElement>(cancel)
            : response.Headers.Location is { } location ? JsonSerializer.SerializeToElement(new { location = location.OriginalString }) : default;
    }

    private async Task<HttpResponseMessage> Reach(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancel)
    {
        try
        {
            return await _http.SendAsync(request, until, cancel);
        }
        catch (HttpRequestException unreachable)
        {
            throw GatewayException.Unreachable(server, unreachable);
        }
    }
}
