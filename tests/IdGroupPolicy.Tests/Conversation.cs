using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>What operators and computers say to the service over HTTP.</summary>
internal static class Conversation
{
    public static async Task<string> KeyAsync(this HttpClient client, int? uses = null, Guid? group = null) =>
        (string)(await client.SendAsync(HttpMethod.Post, "/enrolment-keys", new { usesAllowed = uses, groupId = group }))["key"]!;

    public static async Task<EnrolledComputer> EnrolAsync(this HttpClient client, string name, string? key = null, string os = "linux")
    {
        using var answer = await client.TryEnrolAsync(new { key = key ?? await client.KeyAsync(), name, operatingSystem = os, architecture = "x64" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<EnrolledComputer>())!;
    }

    public static Task<HttpResponseMessage> TryEnrolAsync(this HttpClient client, object body) => client.PostAsJsonAsync("/enrolments", body);

    public static async Task<Guid> GroupAsync(this HttpClient client, string name) =>
        (Guid)(await client.SendAsync(HttpMethod.Post, "/groups", new { name }))["id"]!;

    /// <summary>The ids of the members, page after page.</summary>
    public static async Task<IReadOnlyList<Guid>> MembersAsync(this HttpClient client, Guid group, int limit = 1000)
    {
        var (members, next) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await client.SendAsync(HttpMethod.Get, $"/groups/{group}/members?limit={limit}{(next is null ? "" : $"&after={next}")}");
            members.AddRange(page["items"]!.AsArray().Select(m => (Guid)m!["computerId"]!));
            next = (string?)page["next"];
        }
        while (next is not null);
        return members;
    }

    public static async Task<JsonObject> SendAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var answer = await client.TryAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<HttpResponseMessage> TryAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        return await client.SendAsync(request);
    }

    public static async Task<int> StatusAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var answer = await client.TryAsync(method, path, body);
        return (int)answer.StatusCode;
    }
}
