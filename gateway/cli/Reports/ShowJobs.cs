using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Reports;

/// <summary>The job view of the predecessors (domain 3.8): what an ID group or a computer has got, and doing some of it again by its keys.</summary>
internal static class ShowJobs
{
    private static readonly string[] _keys = ["failed", "skipped", "timedOut", "waiting"];

    public static Command Command(Shell shell)
    {
        var group = new Option<string?>("--group") { Description = "Id or exact name of an ID group." };
        var computer = new Option<string?>("--computer") { Description = "Id or exact name of a computer." };
        var state = new Option<string?>("--state") { Description = "Only jobs in this state, such as Failed." };
        var again = new Option<string[]?>("--again") { Description = "Do again what is in these states: failed, skipped, timedOut, waiting.", AllowMultipleArgumentsPerToken = true };
        again.AcceptOnlyFromAmong(_keys);
        return shell.Run(new("jobs", "What an ID group's computers, or one computer, have got; --again asks for some of it once more.") { group, computer, state, again }, async (session, cancel) =>
        {
            var path = (session.Value(group), session.Value(computer)) switch
            {
                ({ } named, null) => $"reports/groups/{await Known.Group(session.Gateway, named, cancel)}/computers",
                (null, { } named) => $"reports/computers/{await Known.Computer(session.Gateway, named, cancel)}/jobs",
                _ => throw new GatewayException("Say whose jobs.", hint: "Give either --group or --computer."),
            };
            if (session.Value(again) is { Length: > 0 } keys)
                return await AgainAsync(session, path, keys, cancel);
            return await ListReports.Jobs(session, session.Gateway.All(session.Value(state) is { } wanted ? $"{path}?state={Uri.EscapeDataString(wanted)}" : path, cancel));
        });
    }

    private static async Task<int> AgainAsync(Session session, string path, string[] keys, CancellationToken cancel)
    {
        // All of them first: what is asked for again changes the list that is being read.
        var asked = new List<JsonElement>();
        foreach (var key in keys.Distinct())
            asked.AddRange(await session.Gateway.All($"{path}?state={key}", cancel).Where(job => job.Text("again").Length > 0).ToListAsync(cancel));
        foreach (var job in asked)
            await session.Gateway.Post(job.Text("again").TrimStart('/'), new { }, cancel);
        return session.Answer(JsonSerializer.SerializeToElement(new { asked = asked.Count }), $"Asked again for {asked.Count}: {string.Join(", ", keys)}.");
    }
}
