namespace Distribution.Agent.Software;

/// <summary>macOS' receipts of installed packages.</summary>
internal sealed class Receipts : SoftwareDatabase
{
    public override string Name => "pkgutil";

    public override async Task<SoftwareEntry?> Find(string nameOrCode, CancellationToken ct)
    {
        var answer = await Query.Ask("pkgutil", ["--pkg-info", nameOrCode], ct);
        var version = answer.Split('\n').FirstOrDefault(line => line.StartsWith("version: ", StringComparison.Ordinal));
        return version is null ? null : new(nameOrCode, version["version: ".Length..].Trim());
    }

    public override async Task<IReadOnlyList<SoftwareEntry>> All(CancellationToken ct)
    {
        List<SoftwareEntry> found = [];
        foreach (var name in (await Query.Ask("pkgutil", ["--pkgs"], ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (await Find(name, ct) is { } software)
                found.Add(software);
        }
        return found;
    }

    public override IReadOnlyList<string> Remover(SoftwareEntry software) =>
        throw new FormatException($"macOS cannot remove {software.Name} by itself; give a command.");
}
