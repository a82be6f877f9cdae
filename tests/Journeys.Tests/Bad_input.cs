using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class Bad_input(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Theory]
    [InlineData("packages")]
    [InlineData("tasks")]
    [InlineData("executions")]
    [InlineData("groups")]
    [InlineData("computers")]
    [InlineData("reports/tasks")]
    public async Task An_unknown_id_is_404(string noun)
    {
        using var answer = await Api.Http.GetAsync(new Uri($"{noun}/{Guid.CreateVersion7()}", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Content_without_a_link_is_403()
    {
        using var answer = await Api.Http.GetAsync(new Uri($"contents/{new string('a', 64)}", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_stale_version_is_409()
    {
        var software = await Software("edited");
        var address = new Uri($"packages/{software.PackageId}", UriKind.Relative);
        using var first = await Api.Http.PatchAsJsonAsync(address, new { timeLimitSeconds = 100, expectedVersion = 1 });
        first.IsSuccessStatusCode.ShouldBeTrue(await first.Content.ReadAsStringAsync());
        using var second = await Api.Http.PatchAsJsonAsync(address, new { timeLimitSeconds = 200, expectedVersion = 1 });
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((int)(await Api.GetAsync($"packages/{software.PackageId}"))["timeLimitSeconds"]!).ShouldBe(100);
    }

    [Theory]
    [InlineData("packages", """{ "kind": "Sofware" }""", "kind")]
    [InlineData("packages", """{ "kind": "Files", "fileName": "a.zip", "contentSha256": "nothing" }""", "contentSha256")]
    [InlineData("tasks", """{ "name": "", "actions": [] }""", "name")]
    [InlineData("groups", """{ "name": 7 }""", "name")]
    [InlineData("enrolments", """{ "key": "x", "name": "" }""", "name")]
    public async Task A_malformed_body_is_400_with_field_and_reason(string noun, string body, string field)
    {
        using var answer = await Api.Http.PostAsync(new Uri(noun, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        var reasons = problem["errors"]?[field]?.AsArray();
        reasons.ShouldNotBeNull(problem.ToJsonString());
        reasons.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_400()
    {
        using var answer = await Api.Http.PostAsync(new Uri("tasks", UriKind.Relative), new StringContent("{ \"name\": ", Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["title"].ShouldNotBeNull();
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_half_registered()
    {
        var content = RandomNumberGenerator.GetBytes(2_000_000);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        await Step("half of the bytes are sent, then the line is cut", async () =>
        {
            using var line = new TcpClient(Street.Gateway.Host, Street.Gateway.Port);
            var head = $"PUT /api/contents/{sha256} HTTP/1.1\r\nHost: {Street.Gateway.Authority}\r\nAuthorization: Bearer {Street.ApiKey}\r\nContent-Length: {content.Length}\r\n\r\n";
            await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await line.GetStream().WriteAsync(content.AsMemory(0, content.Length / 2));
            line.Client.LingerState = new LingerOption(true, 0);
        });
        await Step("there is no such content, and no package can be made of it", async () =>
        {
            using var asked = await Api.Http.SendAsync(new(HttpMethod.Head, new Uri($"contents/{sha256}", UriKind.Relative)));
            asked.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            using var registered = await Api.Http.PostAsJsonAsync(
                new Uri("packages", UriKind.Relative), new { name = "half", kind = "Files", fileName = "half.bin", contentSha256 = sha256 });
            ((int)registered.StatusCode).ShouldBeInRange(400, 499);
        });
        await Step("the whole upload is taken afterwards", async () =>
        {
            using var sent = await Api.Http.PutAsync(new Uri($"contents/{sha256}", UriKind.Relative), new ByteArrayContent(content));
            sent.StatusCode.ShouldBe(HttpStatusCode.Created);
        });
    }
}
