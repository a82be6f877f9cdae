using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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

        // Each role for its own groups: who looks everywhere and distributes at home does no more than that.
        using var both = room.Service.ClientOf(new Caller($"b{ours}", "Both", CallerKind.Person, ["viewer", "distribution"], [ours], Scopes: [new("viewer", null), new("distribution", [ours])]));
        (await both.GetAsync($"/tasks/{theirTask}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RefusedAsync(both, "/tasks", Install(package, [], [theirs]))).ShouldContain($"{theirs}");
        await CreateAsync(both, Install(package, [our.Id], []));

        var stated = room.Service.Services.GetRequiredService<StatedRoutes>();
        List<string> wrong = [];
        foreach (var route in stated.Mapped.Distinct().Where(route => route.Contains(":guid}", StringComparison.Ordinal)))
        {
            var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
            foreach (var foreign in pattern.StartsWith("/tasks", StringComparison.Ordinal) ? [theirTask, mixedTask] : new[] { pattern.StartsWith("/executions", StringComparison.Ordinal) ? execution : theirs })
            {
                var path = pattern.Replace("{id:guid}", $"{foreign}", StringComparison.Ordinal).Replace("{groupId:guid}", $"{foreign}", StringComparison.Ordinal).Replace("{wave:int:min(1)}", "1", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "GET" ? null : JsonContent.Create(new { }) };
                using var answer = await department.SendAsync(request);
                if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound))
                    wrong.Add($"{route}: {(int)answer.StatusCode}");
            }
        }

        wrong.ShouldBeEmpty();
        (await department.GetAsync($"/executions?computerId={their.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await room.Get($"/tasks/{theirTask}")).GetProperty("state").GetString().ShouldBe("Started", "nothing was changed either");
    }

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
