using Distribution.Testing.Platform;
using Spectre.Console;

namespace Distribution.LocalPlatform;

/// <summary>What is really on the computers: dpkg is asked about the software, and the files are read.</summary>
internal sealed class Proof(string software, string version, string noteFile, string note)
{
    /// <summary>Shows it; true when every computer has everything and said so.</summary>
    public async Task<bool> ShowAsync(IEnumerable<StreetComputer> computers, IReadOnlyDictionary<string, StreetExecution> said)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("computer", "the agent said", $"dpkg says of {software}", noteFile);
        var all = true;
        foreach (var computer in computers)
        {
            var installed = await SamplePackages.InstalledVersionAsync(computer.Root, software);
            var file = Path.Combine(computer.Root, noteFile);
            var read = File.Exists(file) ? await File.ReadAllTextAsync(file) : null;
            var state = said.GetValueOrDefault(computer.Name);
            all &= state is { State: "Succeeded" } && installed == version && read == note;
            table.AddRow(
                new Markup(computer.Name),
                Told(state is { State: "Succeeded" }, state is null ? "nothing" : $"{state.State} {state.Reason}".TrimEnd()),
                Told(installed == version, installed is null ? "not installed" : $"{installed} is installed"),
                Told(read == note, read is null ? "not there" : read.Trim()));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine(all ? "[green]Every computer has everything.[/]" : "[red]Not every computer succeeded.[/]");
        return all;
    }

    private static Markup Told(bool right, string text) => Markup.FromInterpolated($"[{(right ? "green" : "red")}]{text}[/]");
}
