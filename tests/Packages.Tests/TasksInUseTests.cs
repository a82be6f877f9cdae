using System.Net;
using System.Text.Json;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.EventStore;
using Distribution.Packages.Catalogue;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Packages.Tests;

public sealed class TasksInUseTests(PackagesService packages)
{
    [Fact]
    public async Task A_package_is_removed_only_after_the_task_that_uses_it()
    {
        var package = await packages.Register(CatalogueTests.Unique("used"));
        var task = Guid.CreateVersion7();
        await Say(new TaskCreated(task, 1, "Roll out", TaskKind.Distribution, TaskClass.Administrator, [], [], [package.Id], null, null, DateTimeOffset.UtcNow));
        await Heard(task, usage => usage is { Over: false });
        var (status, text) = await Remove(package.Id);
        status.ShouldBe(HttpStatusCode.Conflict);
        var refusal = JsonDocument.Parse(text).RootElement;
        refusal.GetProperty("detail").GetString()!.ShouldContain($"task 'Roll out' ({task})");
        var obstacle = refusal.GetProperty("obstacles").EnumerateArray().Single();
        obstacle.GetProperty("kind").GetString().ShouldBe("task");
        obstacle.GetProperty("id").GetGuid().ShouldBe(task);
        obstacle.GetProperty("name").GetString().ShouldBe("Roll out");

        await Say(new TaskRemoved(task, 2, DateTimeOffset.UtcNow));
        await Heard(task, usage => usage is { Over: true });
        (await Remove(package.Id)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private Task Say<T>(T message)
        where T : class => packages.Service.Services.GetRequiredService<IBus>().Publish(message);

    private Task<UsingTask?> Heard(Guid task, Func<UsingTask?, bool> condition) => Eventually.Holds(
        async () =>
        {
            await using var scope = packages.Service.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IDocumentSession>().LoadAsync<UsingTask>(UsingTask.IdFor(task));
        },
        condition,
        "the service heard of the task");

    private async Task<(HttpStatusCode Status, string Text)> Remove(Guid id)
    {
        using var answer = await packages.Client.DeleteAsync($"/packages/{id}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
