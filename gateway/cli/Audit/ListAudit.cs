using System.CommandLine;
using System.Globalization;

namespace Distribution.Cli.Audit;

internal static class ListAudit
{
    private const int Usual = 100;

    public static Command Command(Shell shell)
    {
        var caller = new Option<string?>("--caller") { Description = "Id or exact name of a person or key." };
        var noun = new Option<string?>("--noun") { Description = "What was changed, such as group or distribution-task." };
        var subject = new Option<string?>("--subject") { Description = "Id of what was changed." };
        var service = new Option<string?>("--service") { Description = "packages, task-scheduling or id-group-policy; gateway for people, keys and refused sign-ins, which knows no other choice." };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only what was changed at or after this moment." };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Only what was changed before this moment." };
        var most = new Option<int>("--most") { Description = $"How many lines at the most; {Usual} if not said.", DefaultValueFactory = _ => Usual };
        return shell.Run(new("list", "Say who changed what, the newest first.") { caller, noun, subject, service, since, until, most }, (session, cancel) =>
        {
            (string Name, string? Value)[] asked =
            [
                ("caller", session.Value(caller)), ("noun", session.Value(noun)), ("subject", session.Value(subject)), ("service", session.Value(service)),
                ("since", session.Value(since)?.ToString("O", CultureInfo.InvariantCulture)), ("until", session.Value(until)?.ToString("O", CultureInfo.InvariantCulture)),
            ];
            var query = string.Join('&', asked.Where(a => a.Value is not null).Select(a => $"{a.Name}={Uri.EscapeDataString(a.Value!)}"));
            return session.List(
                session.Gateway.All(session.Value(service) == "gateway" ? "audit/gateway" : $"reports/audit?{query}", cancel).Take(session.Value(most)),
                ("At", line => line.Moment("at")),
                ("Who", line => line.Text("callerName")),
                ("From", line => line.Text("address")),
                ("Did", line => line.Text("action")),
                ("To", line => line.Text("noun") is { Length: > 0 } noun ? $"{noun} {line.Text("subjectId")}" : line.Items("changes").Select(c => $"{c.Text("noun")} {c.Text("id")}").FirstOrDefault("")),
                ("What", line => string.Join(", ", line.Items("changes").SelectMany(change => change.Items("events")).Select(e => e.Text("kind")).Distinct())));
        });
    }
}
