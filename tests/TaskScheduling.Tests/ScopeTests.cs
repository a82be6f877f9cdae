using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.TaskScheduling.Tests;

/// <summary>Whoever has rights for one ID group makes and sees tasks for it, and no others.</summary>
[Collection(nameof(TaskRoom))]
public sealed class ScopeTests(TaskRoom room)
{
    [Fact]
    public async Task Tasks_of_elsewhere_are_neither_made_nor_seen_nor_touched()
    {
        var (our, their) = (await room.Computer(), await room.Computer());
        var (ours, theirs) = (await room.Group(our), await room.Group(their));
        var package = await room.Package();
        using var department = room.Service.ClientOf(new Caller($"d{ours}", "Department", CallerKind.Person, ["system-administrator"], [ours]));

        var theirTask = await room.Task(Install(package, [], [theirs]));
        var ourTask = await room.Task(Install(package, [], [ours]));
        var mixedTask = await room.Task(Install(package, [], [ours, theirs]));
        var namedTask = await CreateAsync(department, Install(package, [our.Id], []));
        var execution = ExecutionDecisions.IdFor(theirTask, their.Id);
        await room.Execution(execution, "Dispatched");

        (await RefusedAsync(department, "/tasks", Install(package, [], [theirs]))).ShouldContain($"{theirs}");
        (await RefusedAsync(department, "/tasks", Install(package, [their.Id], []))).ShouldContain($"{their.Id}");
        (await RefusedAsync(department, "/tasks/preview", Install(package, [our.Id], [theirs]))).ShouldContain($"{theirs}");
        (await RefusedAsync(department, $"/tasks/{ourTask}/copy", new { destinations = new { computerIds = new[] { their.Id }, groupIds = Array.Empty<Guid>() } })).ShouldContain($"{their.Id}");
        using (var edited = await department.PutAsJsonAsync($"/tasks/{ourTask}", new { destinations = new { computerIds = Array.Empty<Guid>(), groupIds = new[] { theirs } } }))
            edited.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var seen = (await department.GetFromJsonAsync<JsonElement>("/tasks?limit=1000")).GetProperty("items").EnumerateArray().Select(t => t.GetProperty("id").GetGuid());
        seen.ShouldBe([ourTask, namedTask], ignoreOrder: true);
        foreach (var task in new[] { ourTask, namedTask })
            (await department.GetAsync($"/tasks/{task}/progress")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Reporting, which judges alike, hears it.
        await room.Within(async services =>
        {
            var session = services.GetRequiredService<IDocumentSession>();
            var events = await session.Events.FetchStreamAsync(namedTask);
            var known = await KnownInstructions.OfAsync(events, ContentLinkKeys.Parse(ServiceUnderTest.LinkKey), session, default);
            ((TaskCreated)Messages.ToOutgoing(events[0], known).OfType<Outgoing.Publish>().Single().Message).MadeFor.ShouldBe([ours]);
        });

        // Each role for its own groups: who looks everywhere and distributes at home does no more than that.
        using var both = room.Service.ClientOf(new Caller($"b{ours}", "Both", CallerKind.Person, ["viewer", "distribution"], [ours], Scopes: [new("viewer", null), new("distribution", [ours])]));
        (await both.GetAsync($"/tasks/{theirTask}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RefusedAsync(both, "/tasks", Install(package, [], [theirs]))).ShouldContain($"{theirs}");
        await CreateAsync(both, Install(package, [our.Id], []));

        (await ForeignRoutes.OpenToAsync(room.Service, department, pattern => Kind(pattern) switch
        {
            "/tasks" => [[("id", theirTask)], [("id", mixedTask)]],
            "/executions" => [[("id", execution)]],
            _ => [[("id", theirs), ("groupId", theirs)]],
        })).ShouldBeEmpty();
        (await department.GetAsync($"/executions?computerId={their.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await room.Get($"/tasks/{theirTask}")).GetProperty("state").GetString().ShouldBe("Started", "nothing was changed either");
    }

    [Fact]
    public async Task What_others_have_widened_is_seen_by_whoever_made_it_and_changed_by_nobody_who_is_limited()
    {
        var (our, their, newcomer) = (await room.Computer(), await room.Computer(), await room.Computer());
        var ours = await room.Group(our);
        var package = await room.Package();
        using var department = room.Service.ClientOf(new Caller($"d{ours}", "Department", CallerKind.Person, ["system-administrator"], [ours]));
        var (task, kept) = (await CreateAsync(department, Install(package, [our.Id], [])), await CreateAsync(department, Install(package, [our.Id], [ours])));
        await room.Answer(HttpMethod.Put, $"/tasks/{task}", new { destinations = new { computerIds = new[] { our.Id, their.Id } } }, HttpStatusCode.NoContent);
        await room.Execution(ExecutionDecisions.IdFor(task, their.Id), "Dispatched");

        (await department.GetAsync($"/tasks/{task}/progress")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var open = await ForeignRoutes.OpenToAsync(room.Service, department, pattern => Kind(pattern) == "/tasks" ? [[("id", task)]] : []);
        open.Where(route => !route.StartsWith("GET ", StringComparison.Ordinal)).ShouldBeEmpty();
        using (var narrowed = await department.PutAsJsonAsync($"/tasks/{task}", new { actions = new[] { new { kind = "Run", command = "false" } }, destinations = new { computerIds = new[] { our.Id } } }))
            narrowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "it would be called off on computers of others");

        (await department.PutAsJsonAsync($"/tasks/{kept}", new { name = "Ours" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await department.PostAsJsonAsync($"/tasks/{kept}/retry", new { })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await room.Answer(HttpMethod.Put, $"/tasks/{kept}", new { destinations = new { groupIds = new[] { ours, await room.Group(newcomer) } } }, HttpStatusCode.NoContent);
        (await department.PostAsJsonAsync($"/tasks/{kept}/retry", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string Kind(string pattern) => $"/{pattern.Split('/')[1]}";

    private static object Install(Guid package, Guid[] computers, Guid[] groups) => new
    {
        name = "Editor", actions = new[] { new { kind = "Install", packageId = package } }, destinations = new { computerIds = computers, groupIds = groups },
    };

    private static async Task<Guid> CreateAsync(HttpClient client, object task)
    {
        using var answer = await client.PostAsJsonAsync("/tasks", task);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<string> RefusedAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, text);
        return text;
    }
}
