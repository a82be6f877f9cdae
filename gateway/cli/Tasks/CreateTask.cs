using System.CommandLine;
using System.Globalization;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Cli.Tasks;

internal static class CreateTask
{
    public static Command Command(Shell shell)
    {
        var name = new Option<string?>("--name") { Description = "Name of the task; otherwise made of what and when." };
        var packages = Several("--package", "Package to distribute, or to remove with --uninstall: id or exact name.");
        packages.Required = true;
        var groups = Several("--group", "ID group to reach, present and later members: id or exact name.");
        var searches = Several("--search", "Saved search to reach, whatever it finds at present and later: id or exact name.");
        var computers = Several("--computer", "Computer to reach: id or exact name.");
        var at = new Option<DateTimeOffset?>("--at") { Description = "When to begin, such as 2026-12-24T02:00; otherwise at once." };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "What has not begun by then never will." };
        var zone = new Option<string?>("--time-zone") { Description = "--at is the local time there, such as Europe/Berlin; 'own' is each computer's own." };
        var cron = new Option<string?>("--cron") { Description = "Recur: seconds, minutes, hours, day of month, month, day of week; needs --time-zone." };
        var waves = Several("--wave", "Waves in their order, each a share such as 5% or a number of computers; the last takes the rest.");
        var approval = new Option<bool>("--approval") { Description = "Every wave after the first opens only by 'task approve'." };
        var confirmed = new Option<int?>("--confirmed") { Description = "So many computers it is known to reach; asked for above a number that the platform sets." };
        var halt = new Option<int?>("--halt-after") { Description = "So many failed computers halt the task." };
        var uninstall = new Option<bool>("--uninstall") { Description = "Remove the software instead of installing it." };
        var stop = new Option<bool>("--stop-on-error") { Description = "After an error leave out what follows on that computer." };
        var id = new Option<Guid?>("--id") { Description = "An id of your own choice, so that a repeat is harmless." };
        var watch = new Option<bool>("--watch") { Description = "Stay and show the progress, as 'task watch' does." };

        return shell.Run(new("create", "Distribute packages to computers, ID groups and saved searches.") { name, packages, groups, searches, computers, at, zone, cron, expires, waves, approval, halt, confirmed, uninstall, stop, id, watch }, async (session, cancel) =>
        {
            if (new[] { groups, searches, computers }.All(named => session.Value(named) is not { Length: > 0 }))
                throw new GatewayException("A task needs somewhere to go.", hint: "Name computers with --computer, ID groups with --group or saved searches with --search.");
            var created = await session.Gateway.Post("tasks", new
            {
                Id = session.Value(id),
                Name = session.Value(name) ?? $"{string.Join(", ", session.Value(packages)!)} {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss}",
                Actions = await Actions(session, session.Value(packages)!, session.Value(uninstall), cancel),
                Destinations = new
                {
                    ComputerIds = await Known.Each(session.Value(computers), named => Known.Computer(session.Gateway, named, cancel)),
                    GroupIds = await Known.Each(session.Value(groups), named => Known.Group(session.Gateway, named, cancel)),
                    SavedSearchIds = await Known.Each(session.Value(searches), named => Searched(session.Gateway, named, cancel)),
                },
                StartAt = session.Value(zone) is null ? session.Value(at) : null,
                LocalStart = session.Value(zone) is null ? null : session.Value(at)?.DateTime,
                TimeZone = session.Value(zone) is "own" ? null : session.Value(zone),
                OwnLocalTime = session.Value(zone) is "own",
                Cron = session.Value(cron),
                Rollout = Rollout(session.Value(waves), session.Value(approval), session.Value(halt)),
                ConfirmedComputers = session.Value(confirmed),
                ExpiresAt = session.Value(expires),
                StopOnFirstError = session.Value(stop),
            }, cancel);
            var answer = session.Answer(created, $"Created the task {created.Text("id")}.");
            return session.Value(watch) ? await WatchTask.Watch(session, created.Id(), null, cancel) : answer;
        });
    }

    // As a destination a saved search is an ID group, which it becomes by being asked to.
    private static async Task<Guid> Searched(Gateway gateway, string named, CancellationToken cancel)
    {
        var id = await Known.Search(gateway, named, cancel);
        await gateway.Put($"searches/{id}/group", null, cancel);
        return id;
    }

    // What is done with a package follows from what it is: software is installed, files are placed.
    private static async Task<List<object>> Actions(Session session, string[] named, bool uninstall, CancellationToken cancel)
    {
        var actions = new List<object>();
        foreach (var id in await Known.Each(named, name => Known.Package(session.Gateway, name, cancel)))
        {
            var package = await session.Gateway.Get($"packages/{id}", cancel);
            var kind = uninstall ? ActionKind.Uninstall : package.Text("kind") == nameof(PackageKind.Files) ? ActionKind.DistributeFiles : ActionKind.Install;
            actions.Add(new { Kind = kind.ToString(), PackageId = id });
        }
        return actions;
    }

    private static object? Rollout(string[]? waves, bool approval, int? haltAfter) => waves is { Length: > 0 }
        ? new { Waves = waves.Select((wave, i) => Wave(wave, approval && i > 0 ? true : null)).ToList(), FailureCount = haltAfter }
        : approval || haltAfter is not null
            ? throw new GatewayException("Only a task in waves waits for approval or halts.", hint: "Give its waves, such as --wave 5% 100%.")
            : null;

    private static object Wave(string wave, bool? approval) =>
        wave.EndsWith('%') && double.TryParse(wave[..^1], CultureInfo.InvariantCulture, out var percent) ? new { Percent = percent, Approval = approval }
        : int.TryParse(wave, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new { Count = count, Approval = approval }
        : throw new GatewayException($"'{wave}' is no wave.", hint: "A wave is a share such as 5% or a number of computers.");

    private static Option<string[]?> Several(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
