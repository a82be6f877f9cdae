using System.Diagnostics;
using Npgsql;

namespace Distribution.Journeys.Tests;

/// <summary>
/// What k8s/RUNBOOK.md says of a loss, done: the logs come back from pg_dump, the broker comes back empty, reports are built anew from the
/// logs, and computers that were there before get work again.
/// </summary>
[Trait("Tier", "Replicas")]
public sealed class A_backup_is_restored(ITestOutputHelper output)
{
    // In this order they are dumped, with work in between: who hears is older than who tells.
    private static readonly string[] Logs = ["task-scheduling", "id-group-policy", "packages"];

    [Fact]
    public async Task The_platform_goes_on_from_its_logs()
    {
        using var folder = new TemporaryFolder("backup");
        await using var street = await Street.StartAsync(new StreetOptions { Folder = folder.Path });
        var computer = street.Computer("backup-a");
        var dumps = Directory.CreateDirectory(Path.Combine(folder.Path, "dumps")).FullName;
        Guid group = default, before = default, between = default;
        var oldest = DateTimeOffset.MinValue;
        await Step("a computer has carried out a task", async () =>
        {
            group = await street.Api.CreateGroupAsync("backup");
            computer.TurnOn(await street.Api.CreateEnrolmentKeyAsync("backup", group));
            await Eventually.Holds(async () => (await street.Api.MembersAsync(group)).Count, members => members == 1, "it is a member");
            before = await DistributeAsync(street, group, "one");
        });
        await Step("each log is dumped while the services work", async () =>
        {
            oldest = DateTimeOffset.UtcNow.AddMinutes(-1);
            foreach (var name in Logs)
            {
                if (name == "packages")
                {
                    between = await FilesAsync(street, "between");
                    // That it is known means that it was told: only a publisher that is set back tells it again.
                    await street.Api.CreateTaskAsync("between", [], [between], groupIds: [group]);
                }
                await RunAsync("pg_dump", "--format=custom", $"--file={dumps}/{name}", $"--dbname={Uri(street, name)}");
            }
        });
        await Step("databases and broker are lost", async () =>
        {
            await Task.WhenAll(Logs.Append("reporting").Append("gateway").Select(name => street.Program(name).StopAsync()));
            foreach (var name in Logs.Append("reporting"))
                await RunAsync("psql", "--quiet", $"--dbname={Uri(street, "postgres")}", $"--command=drop database \"{name}\" with (force)", $"--command=create database \"{name}\"");
            await street.Broker.ControlAsync("delete_vhost", "distribution");
            await street.Broker.VirtualHostAsync("distribution");
        });
        await Step("the logs come back, and everything starts", async () =>
        {
            foreach (var name in Logs)
            {
                await RunAsync("pg_restore", "--exit-on-error", $"--dbname={Uri(street, name)}", $"{dumps}/{name}");
                await RunAsync("psql", "--quiet", $"--dbname={Uri(street, name)}", $"""
                    --command=update mt_event_progression set last_seq_id = (select coalesce(max(seq_id), 0) from mt_events where timestamp < '{oldest:O}') where name like 'EventPublisher%'
                    """.Trim());
            }
            await street.StartWhatIsDownAsync();
        });
        await Step("the computer gets work again, in a queue that its contact made whole", () => DistributeAsync(street, group, "two"));
        await Step("what was told between the dumps is told again to whoever is older", () => DistributeAsync(street, group, "between", between));
        await Step("reports are built anew and know what was before", async () =>
        {
            var id = Guid.CreateVersion7();
            var begun = await street.Api.PutAsync($"reports/rebuilds/{id}", new { });
            foreach (var service in begun["expected"]!.AsArray())
                await street.Api.PutAsync($"retellings/{service}/{id}", new { queue = (string)begun["queue"]! });
            await Eventually.Holds(() => SucceededAsync(street, before), count => count == 1, "the report of the task before the loss is there");
        });
        await Step("no message was given up", () => street.ShouldHoldNoFailuresAsync());
    }

    private static async Task<Guid> FilesAsync(Street street, string name)
    {
        var zip = await SamplePackages.ZipAsync(Path.GetTempPath(), $"backup-{name}-{Guid.NewGuid():N}", ("note.txt", name));
        var package = await street.Api.RegisterPackageAsync(zip, "Files", $"backup-{name}", "1", $"/srv/{name}");
        File.Delete(zip);
        return package;
    }

    private static async Task<Guid> DistributeAsync(Street street, Guid group, string name, Guid? package = null)
    {
        var task = await street.Api.CreateTaskAsync($"backup {name}", [], [package ?? await FilesAsync(street, name)], groupIds: [group]);
        await Eventually.Holds(
            () => street.Api.ExecutionsAsync(task), all => all.Count == 1 && all[0].State == "Succeeded", $"the computer has '{name}'", TimeSpan.FromSeconds(120));
        await Eventually.Holds(() => SucceededAsync(street, task), count => count == 1, "the report says so");
        return task;
    }

    private static async Task<int> SucceededAsync(Street street, Guid task) =>
        (await street.Api.ReportedAsync(task)).Count(computer => (string?)computer["state"] == "Succeeded");

    private static Uri Uri(Street street, string database)
    {
        var parts = new NpgsqlConnectionStringBuilder(street.Postgres.ConnectionString(database));
        return new($"postgresql://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{database}");
    }

    // PostgreSQL's own programs, of the version that the server has.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", program)).Last(File.Exists);
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program}: {said}");
    }

    private async Task Step(string what, Func<Task> act)
    {
        output.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {what}");
        try
        {
            await act();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"At the step '{what}': {e.Message}", e);
        }
    }
}
