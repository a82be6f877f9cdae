using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Distribution.Cli.Tasks;

/// <summary>Shows a task move, computer by computer, until it is over; the exit code tells a script how.</summary>
internal static class WatchTask
{
    public static Command Command(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var once = new Option<bool>("--once") { Description = "Show it as it is now and leave." };
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "Leave after this time (00:05:00) even if it is running." };
        return shell.Run(new("watch", "Show a task's progress until it is over. Exit codes: 0 all well, 30 some errors, 31 running, 32 running with errors.") { task, once, timeout }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            return await Watch(session, id, session.Value(once) ? TimeSpan.Zero : session.Value(timeout), cancel);
        });
    }

    /// <summary>Follows one task; null is until it is over.</summary>
    public static async Task<int> Watch(Session session, Guid id, TimeSpan? limit, CancellationToken cancel)
    {
        await using var changes = new Changes(session.Gateway, $"changes?task={id}");
        if (!session.Json && session.Out.Profile.Capabilities.Interactive)
        {
            return await session.Out.Live(new Text("")).StartAsync(screen => Follow(session, id, limit, changes, (report, computers) =>
            {
                screen.UpdateTarget(TaskTable.Of(report, computers));
                screen.Refresh();
            }, cancel));
        }

        var lines = new ChangedLines(session);
        return await Follow(session, id, limit, changes, lines.Show, cancel);
    }

    private static async Task<int> Follow(
        Session session, Guid id, TimeSpan? limit, Changes changes, Action<JsonElement, List<JsonElement>> show, CancellationToken cancel)
    {
        var end = limit is { } given ? DateTime.UtcNow + given : DateTime.MaxValue;
        while (true)
        {
            var report = await Report(session.Gateway, id, cancel);
            show(report, await session.Gateway.All($"reports/tasks/{id}/computers", cancel).Take(TaskTable.MostComputers).ToListAsync(cancel));
            if (TaskProgress.IsOver(report) || DateTime.UtcNow >= end)
                return TaskProgress.ExitCodeOf(report);
            await changes.Next(TimeSpan.FromSeconds(2), cancel);
        }
    }

    // A task that was just created is known to the scheduling a moment before it is known to the reports.
    private static async Task<JsonElement> Report(Gateway gateway, Guid id, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await gateway.Get($"reports/tasks/{id}", cancel);
            }
            catch (GatewayException refused) when (refused.Status == 404 && attempt < 25)
            {
                await Task.Delay(200, cancel);
            }
        }
    }
}
