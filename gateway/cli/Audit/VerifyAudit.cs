using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Audit;

internal static class VerifyAudit
{
    private static readonly string[] Services = ["packages", "task-scheduling", "id-group-policy"];

    public static Command Command(Shell shell)
    {
        var service = new Option<string?>("--service") { Description = $"One of {string.Join(", ", Services)}; all if not said." };
        service.AcceptOnlyFromAmong(Services);
        return shell.Run(new("verify", "Look whether the audit is as it was written: each change against its seal, and each seal against what was heard of it.") { service }, async (session, cancel) =>
        {
            // Reporting has heard of every seal and keeps it in a database of its own: whoever wrote a service's log anew did not reach that.
            var heard = (await session.Gateway.Get("reports/audit/seals", cancel)).EnumerateArray().ToDictionary(seal => seal.Text("service"));
            var verified = new List<JsonElement>();
            foreach (var name in session.Value(service) is { } one ? [one] : Services)
            {
                var anchor = heard.TryGetValue(name, out var seal) ? $"?number={seal.Number("number")}&hash={seal.Text("hash")}" : "";
                verified.Add(await session.Gateway.Get($"audit/{name}/verification{anchor}", cancel));
            }

            if (session.Json)
                session.Raw.WriteLine(JsonSerializer.Serialize(verified));
            else
                verified.ForEach(found => session.Answer(found, $"{Told(found)}"));
            return verified.TrueForAll(found => found.Text("isIntact") == bool.TrueString) ? ExitCode.Succeeded : ExitCode.Refused;
        });
    }

    private static string Told(JsonElement found) => found.Text("isIntact") == bool.TrueString
        ? $"{found.Text("service")}: intact, {found.Counted("changes", "change")} under {found.Counted("seals", "seal")}."
        : $"{found.Text("service")}: BROKEN at seal {found.Text("broken.seal")}{(found.Text("broken.sequence") is { Length: > 0 } place ? $", event {place}" : "")}: {found.Text("broken.fault")}";
}
