using System.Net.Http.Headers;
using System.Text;

namespace Distribution.Packages.Tests;

/// <summary>Speaks tus one request at a time, so that a test can say each of them.</summary>
internal static class TusClient
{
    public static async Task<string> Create(this HttpClient client, long length, params (string Key, string Value)[] metadata)
    {
        using var answer = await client.TryCreate($"{length}", metadata);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    public static Task<HttpResponseMessage> TryCreate(this HttpClient client, string length, params (string Key, string Value)[] metadata) =>
        client.Tus(HttpMethod.Post, "/uploads", null, [("Upload-Length", length), ("Upload-Metadata", string.Join(',', metadata.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}")))]);

    public static Task<HttpResponseMessage> Append(this HttpClient client, string upload, long offset, byte[] bytes, string? checksum = null) =>
        client.Append(upload, offset, new ByteArrayContent(bytes), checksum);

    public static Task<HttpResponseMessage> Append(this HttpClient client, string upload, long offset, HttpContent body, string? checksum = null)
    {
        body.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return client.Tus(HttpMethod.Patch, upload, body, checksum is null ? [("Upload-Offset", $"{offset}")] : [("Upload-Offset", $"{offset}"), ("Upload-Checksum", checksum)]);
    }

    public static async Task<long> Offset(this HttpClient client, string upload)
    {
        using var answer = await client.Tus(HttpMethod.Head, upload);
        ((int)answer.StatusCode).ShouldBe(200);
        return long.Parse(answer.Header("Upload-Offset")!);
    }

    public static string? Header(this HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public static Task<HttpResponseMessage> Tus(this HttpClient client, HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (headers.All(header => header.Name != "Tus-Resumable"))
            request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return client.SendAsync(request);
    }
}
