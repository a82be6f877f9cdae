using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Spectre.Console;

namespace Distribution.Cli.Computers;

internal static class ShowInventory
{
    public static Command Command(Shell shell)
    {
        var computer = new Argument<string>("computer") { Description = "Id or exact name." };
        return shell.Run(new("inventory", "Show what a computer consists of: hardware, system, disks, networks and software.") { computer }, async (session, cancel) =>
        {
            var id = await Known.Computer(session.Gateway, session.Value(computer), cancel);
            var known = await session.Gateway.Get($"computers/{id}/inventory?limit=1000", cancel);
            if (session.Json)
                return session.Answer(known, $"");
            foreach (var line in Lines(known).Where(line => line.Text.Length > 0))
                session.Out.MarkupLineInterpolated($"{line.Name,-12} {line.Text}");
            foreach (var asset in known.TryGetProperty("assets", out var assets) ? assets.EnumerateObject().ToList() : [])
                session.Out.MarkupLineInterpolated($"{asset.Name,-12} {asset.Value.GetString()}");
            return await session.List(
                Software(session, id, cancel),
                ("Software", s => s.Text("name")),
                ("Version", s => s.Text("version")),
                ("Publisher", s => s.Text("publisher")),
                ("Architecture", s => s.Text("architecture")));
        });
    }

    private static IEnumerable<(string Name, string Text)> Lines(JsonElement known) =>
    [
        ("Changed", known.Moment("changedAt")),
        ("Machine", $"{known.Text("facts.hardware.manufacturer")} {known.Text("facts.hardware.model")} {known.Text("facts.hardware.serialNumber")}".Trim()),
        ("Processor", known.Text("facts.hardware.processor")),
        ("Memory", known.Number("facts.hardware.memoryBytes") is > 0 and var bytes ? Fields.Size(bytes) : ""),
        ("System", $"{known.Text("facts.operatingSystemName")} {known.Text("facts.operatingSystemVersion")} {known.Text("facts.architecture")}".Trim()),
        ("Domain", known.Text("facts.domain")),
        ("User", known.Text("facts.loggedOnUser")),
        ("Time zone", known.Text("facts.timeZone")),
        ("Agent", known.Text("facts.agentVersion")),
        .. known.TryGetProperty("facts", out var facts)
            ? facts.Items("disks").Select(d => ("Disk", string.Create(CultureInfo.InvariantCulture, $"{d.Text("mount")} {Fields.Size(d.Number("freeBytes"))} free of {Fields.Size(d.Number("totalBytes"))}")))
                .Concat(facts.Items("networks").Select(n => ("Network", $"{n.Text("name")} {n.Text("mac")} {string.Join(", ", n.Items("addresses").Select(a => a.GetString()))}")))
            : [],
        ("Updates", string.Join(", ", known.Items("updates").Select(update => update.GetString()))),
    ];

    private static async IAsyncEnumerable<JsonElement> Software(
        Session session, Guid id, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = (await session.Gateway.Get($"computers/{id}/inventory?limit=1000&after={Uri.EscapeDataString(next ?? "")}", cancel)).GetProperty("software");
            foreach (var item in page.Items("items"))
                yield return item;
            next = page.Text("next") is { Length: > 0 } after ? after : null;
        }
        while (next is not null);
    }
}
