using Distribution.Testing.Platform;
using Spectre.Console;

namespace Distribution.LocalPlatform;

/// <summary>One line per computer that moves while the task does; where there is no terminal, one line per change.</summary>
internal sealed class LiveProgress(StreetApi api, Guid taskId, IReadOnlyDictionary<Guid, string> names)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>What was seen last, by the computer's name.</summary>
    public IReadOnlyDictionary<string, StreetExecution> Last { get; private set; } = new Dictionary<string, StreetExecution>();

    /// <summary>Shows the task until it has ended on every computer, or the time has passed.</summary>
    public async Task FollowAsync(CancellationToken end)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            await WatchAsync(Print, end);
            return;
        }

        await AnsiConsole.Live(Picture()).StartAsync(context => WatchAsync(_ => context.UpdateTarget(Picture()), end));
    }

    private async Task WatchAsync(Action<IReadOnlyDictionary<string, StreetExecution>> show, CancellationToken end)
    {
        for (var limit = DateTime.UtcNow + Limit; DateTime.UtcNow < limit; await Task.Delay(150, end))
        {
            var before = Last;
            Last = (await api.ExecutionsAsync(taskId))
                .Where(e => names.ContainsKey(e.ComputerId))
                .ToDictionary(e => names[e.ComputerId]);
            show(before);
            if (names.Values.All(name => Last.TryGetValue(name, out var execution) && execution.HasEnded))
                return;
        }
    }

    private void Print(IReadOnlyDictionary<string, StreetExecution> before)
    {
        foreach (var (name, execution) in Last.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            if (!before.TryGetValue(name, out var old) || old.State != execution.State)
                AnsiConsole.MarkupLineInterpolated($"  {name}  {execution.Progress,3} %  {execution.State}{(execution.Reason is null ? "" : ": " + execution.Reason)}");
        }
    }

    private Table Picture()
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("computer", "bar", "state");
        foreach (var name in names.Values.Order(StringComparer.Ordinal))
        {
            var execution = Last.GetValueOrDefault(name);
            var done = (execution?.Progress ?? 0) * 24 / 100;
            var colour = execution switch { { State: "Succeeded" } => "green", { HasEnded: true } => "red", _ => "blue" };
            table.AddRow(
                new Markup($"  {name}"),
                new Markup($"[{colour}]{new string('━', done)}[/][grey]{new string('━', 24 - done)}[/]"),
                Markup.FromInterpolated($"{execution?.Progress ?? 0,3} %  {execution?.State ?? "waiting"}"));
        }

        return table;
    }
}
