using System.Globalization;

namespace Distribution.Benchmarks;

/// <summary>Every speed that the project claims, each beside its ceiling in the same run.</summary>
public static class Program
{
    // A suite adds its line here; it measures into the report, and says which rows are targets.
    private static readonly Dictionary<string, Func<Report, bool, Task>> Suites = new()
    {
        ["store"] = Store.StoreSuite.RunAsync,
        ["dispatch"] = Dispatch.DispatchSuite.RunAsync,
        ["ingest"] = Dispatch.IngestSuite.RunAsync,
        ["groups"] = Computers.GroupsSuite.RunAsync,
        ["packages"] = Packages.PackagesSuite.RunAsync,
        ["agent"] = Agents.AgentSuite.RunAsync,
        ["reporting"] = Reporting.ReportingSuite.RunAsync,
    };

    /// <summary>Runs the suites named (none lists them); --quick runs a small size. Exit code 1 if a target was missed, 2 for an unknown name.</summary>
    public static async Task<int> Main(string[] args)
    {
        var names = args.Where(a => !a.StartsWith('-')).ToList();
        if (names.Count == 0)
        {
            Console.WriteLine($"Suites: {string.Join(", ", Suites.Keys)}. Options: --quick, --only=<part of a row's name>, --computers=<as many in dispatch and ingest>.");
            return 0;
        }

        if (names.Find(name => !Suites.ContainsKey(name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no suite {unknown}; there are {string.Join(", ", Suites.Keys)}.");
            return 2;
        }

        var only = Array.Find(args, a => a.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..];
        var computers = Array.Find(args, a => a.StartsWith("--computers=", StringComparison.Ordinal))?["--computers=".Length..];
        var report = new Report(only, computers is null ? null : int.Parse(computers, CultureInfo.InvariantCulture));
        foreach (var name in names)
            await Suites[name](report, args.Contains("--quick"));
        return report.Finish();
    }
}
