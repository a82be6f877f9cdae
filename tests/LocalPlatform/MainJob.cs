using Distribution.Testing.Platform;
using Spectre.Console;

namespace Distribution.LocalPlatform;

/// <summary>What the platform is for: a real package and a real set of files, to every computer of a group.</summary>
internal sealed class MainJob(Street street, string folder)
{
    private const string Software = "hello-street";
    private const string GroupName = "Sample computers";
    private static readonly string[] Names = ["computer-1", "computer-2", "computer-3"];

    /// <summary>Whether every computer succeeded.</summary>
    public async Task<bool> RunAsync(CancellationToken end)
    {
        // Each run distributes a version of its own, so that a second one has real work too.
        var run = (await street.Api.ListAsync("tasks")).Count + 1;
        var version = $"1.{run}";
        var computers = Names.Select(street.Computer).ToList();
        var groupId = await TurnOnAsync(computers, end);

        var packages = Path.Combine(folder, "packages");
        Directory.CreateDirectory(packages);
        var deb = await SamplePackages.DebAsync(packages, Software, version);
        var note = $"Delivered by run {run}.\n";
        var zip = await SamplePackages.ZipAsync(packages, $"notes-{version}", ("notes.txt", note), ("more/run.txt", $"{run}\n"));
        var debId = await street.Api.RegisterPackageAsync(deb);
        var zipId = await street.Api.RegisterPackageAsync(zip, "Files", "notes", version, "/srv/notes");
        AnsiConsole.MarkupLineInterpolated($"Registered [bold]{Software} {version}[/] (a .deb) and [bold]notes {version}[/] (a .zip).");

        var taskId = await street.Api.CreateTaskAsync($"{Software} {version} and notes", [debId], [zipId], groupIds: [groupId]);
        AnsiConsole.MarkupLineInterpolated($"Task [bold]{Software} {version} and notes[/] for the ID group [bold]{GroupName}[/]:");
        var ids = await street.Api.ComputersAsync();
        var progress = new LiveProgress(street.Api, taskId, Names.ToDictionary(name => ids[name], name => name));
        await progress.FollowAsync(end);

        return await new Proof(Software, version, "srv/notes/notes.txt", note).ShowAsync(computers, progress.Last);
    }

    private async Task<Guid> TurnOnAsync(List<StreetComputer> computers, CancellationToken end)
    {
        var groups = await street.Api.ListAsync("groups");
        var groupId = groups.FirstOrDefault(g => (string?)g["name"] == GroupName) is { } known
            ? (Guid)known["id"]!
            : await street.Api.CreateGroupAsync(GroupName);
        var key = computers.All(c => c.IsEnrolled) ? null : await street.Api.CreateEnrolmentKeyAsync(GroupName, groupId);
        foreach (var computer in computers)
            computer.TurnOn(key);
        AnsiConsole.MarkupLineInterpolated($"Three computers start, {(key is null ? "enrolled before" : "with an enrolment key that leads to the ID group")} ...");
        for (var limit = DateTime.UtcNow.AddSeconds(60); ; await Task.Delay(200, end))
        {
            var ids = await street.Api.ComputersAsync();
            var members = await street.Api.MembersAsync(groupId);
            if (Names.All(name => ids.TryGetValue(name, out var id) && members.Contains(id)))
                return groupId;
            if (computers.FirstOrDefault(c => !c.IsOn) is { } gone)
                throw new InvalidOperationException($"The agent of {gone.Name} ended; see {gone.Log}.");
            if (DateTime.UtcNow > limit)
                throw new TimeoutException($"Not every computer enrolled within a minute; see {street.Logs}.");
        }
    }
}
