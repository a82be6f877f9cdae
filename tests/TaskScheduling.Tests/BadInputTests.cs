using System.Net;
using System.Text;
using System.Text.Json;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class BadInputTests(TaskRoom room)
{
    private static readonly string[] SuccessAsKey = ["Succeeded"];

    [Theory]
    [InlineData("GET", "/tasks/{0}")]
    [InlineData("GET", "/tasks/{0}/progress")]
    [InlineData("GET", "/tasks/{0}/executions")]
    [InlineData("GET", "/executions/{0}")]
    [InlineData("GET", "/executions/{0}/history")]
    [InlineData("PUT", "/tasks/{0}")]
    [InlineData("POST", "/tasks/{0}/copy")]
    [InlineData("POST", "/tasks/{0}/cancel")]
    [InlineData("POST", "/tasks/{0}/retry")]
    [InlineData("POST", "/executions/{0}/retry")]
    [InlineData("DELETE", "/tasks/{0}")]
    public Task An_unknown_id_is_404(string method, string path) => room.Answer(
        new HttpMethod(method), path.Replace("{0}", Guid.NewGuid().ToString(), StringComparison.Ordinal), method is "GET" or "DELETE" ? null : new { }, HttpStatusCode.NotFound);

    [Fact]
    public async Task What_a_task_names_and_nobody_knows_is_422_with_its_name()
    {
        var (package, computer, group) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var problem = await room.Answer(HttpMethod.Post, "/tasks", StreetTests.Install(package, [computer], group), HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("detail").GetString()!.ShouldSatisfyAllConditions(
            d => d.ShouldContain($"package {package}"), d => d.ShouldContain($"computer {computer}"), d => d.ShouldContain($"group {group}"));
    }

    [Theory]
    [InlineData("""{ "actions": [{"kind":"Run","command":"true"}], "destinations": {"computerIds":["0198a000-0000-7000-8000-000000000001"]} }""", "name")]
    [InlineData("""{ "name": "x", "actions": [], "destinations": {"computerIds":["0198a000-0000-7000-8000-000000000001"]} }""", "actions")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Install"}], "destinations": {"computerIds":["0198a000-0000-7000-8000-000000000001"]} }""", "actions[0].packageId")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Dance"}], "destinations": {"computerIds":["0198a000-0000-7000-8000-000000000001"]} }""", "actions[0].kind")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Run","command":"true"}], "destinations": {} }""", "destinations")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Run","command":"true"}] }""", "destinations")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Run","command":"true"}], "destinations": {"groupIds":["0198a000-0000-7000-8000-000000000001"]}, "localStart": "2026-01-01T10:00:00" }""", "timeZone")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Run","command":"true"}], "destinations": {"groupIds":["0198a000-0000-7000-8000-000000000001"]}, "localStart": "2026-01-01T10:00:00", "timeZone": "Europe/Atlantis" }""", "timeZone")]
    [InlineData("""{ "name": "x", "actions": [{"kind":"Run","command":"true"}], "destinations": {"groupIds":["0198a000-0000-7000-8000-000000000001"]}, "startAt": "2030-01-01T10:00:00Z", "expiresAt": "2030-01-01T10:00:00Z" }""", "expiresAt")]
    [InlineData("""{ "name": "x", "silenceMarginSeconds": "soon" }""", "silenceMarginSeconds")]
    [InlineData("""[]""", "body")]
    [InlineData("""{ "name": """, "name")]
    public async Task A_malformed_body_is_400_with_field_and_reason(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await room.Client.PostAsync(new Uri("/tasks", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("errors").EnumerateObject().Select(error => error.Name)
            .ShouldContain(name => name.StartsWith(field, StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task What_becomes_known_while_a_task_is_created_is_waited_for()
    {
        var (package, agent) = (Guid.CreateVersion7(), await room.Computer());
        var created = room.Task(StreetTests.Install(package, [agent.Id]));
        await room.Package(package);
        await created;
    }

    [Fact]
    public async Task A_key_that_is_none_is_400() => await room.Answer(
        HttpMethod.Post, $"/tasks/{Guid.NewGuid()}/retry", new { keys = SuccessAsKey }, HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_repeated_creation_is_answered_as_the_first_and_another_with_its_id_is_409()
    {
        var agent = await room.Computer();
        var id = Guid.CreateVersion7();
        object Command(string name) => new
        {
            id, name, actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { agent.Id } }, startAt = "2099-01-01T00:00:00Z",
        };
        await room.Answer(HttpMethod.Post, "/tasks", Command("one"), HttpStatusCode.Accepted);
        await room.Answer(HttpMethod.Post, "/tasks", Command("one"), HttpStatusCode.Accepted);
        await room.Answer(HttpMethod.Post, "/tasks", Command("two"), HttpStatusCode.Conflict);

        await room.Answer(HttpMethod.Put, $"/tasks/{id}", new { name = "three", expectedVersion = 1 }, HttpStatusCode.NoContent);
        await room.Answer(HttpMethod.Put, $"/tasks/{id}", new { name = "four", expectedVersion = 1 }, HttpStatusCode.Conflict);
        (await room.Get($"/tasks/{id}")).GetProperty("name").GetString().ShouldBe("three");
    }
}
