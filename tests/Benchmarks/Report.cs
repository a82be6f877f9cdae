using System.Globalization;

namespace Distribution.Benchmarks;

/// <summary>The table, and one line per target at its end.</summary>
/// <param name="computers">How many computers the fleet has, where somebody said so.</param>
public sealed class Report(string? only, int? computers = null)
{
    private readonly List<(string Name, double Figure, double Target, bool AtMost)> _targets = [];
    private bool _hasHeading;

    /// <summary>How many computers a fleet has: what was asked for, or else the suite's own number.</summary>
    public int ComputersOr(int usual) => computers ?? usual;

    /// <summary>Whether a row was asked for.</summary>
    public bool Wants(string name) => only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase);

    /// <summary>A row: our rate beside its ceiling's, per second, measured in turns.</summary>
    public void Row(Measured row, double target)
    {
        if (!_hasHeading)
        {
            Print("work", "writers", "ours /s", "ceiling /s", "ratio", "p50 ms", "p99 ms", "kB/op", "kB/op ceil", "cpu us/op", "cpu ceiling");
            _hasHeading = true;
        }

        Print(
            row.Work, Text(row.Writers, 0), Text(row.Ours, 0), Text(row.Ceiling, 0), Text(row.Ratio, 2),
            Text(row.P50, 2), Text(row.P99, 2), Text(row.OurBytes / 1024, 1), Text(row.CeilingBytes / 1024, 1),
            $"{Text(row.OurCpu.Own, 0)}+{Text(row.OurCpu.Servers, 0)}", $"{Text(row.CeilingCpu.Own, 0)}+{Text(row.CeilingCpu.Servers, 0)}");
        _targets.Add(($"{row.Work}, {row.Writers} writers", row.Ratio, target, false));
    }

    /// <summary>A single figure with its target; atMost where less is better.</summary>
    public void Figure(string name, double figure, double target, bool atMost = false) => _targets.Add((name, figure, target, atMost));

    /// <summary>Prints the targets; the process's exit code.</summary>
    public int Finish()
    {
        Console.WriteLine();
        var missed = 0;
        foreach (var (name, figure, target, atMost) in _targets)
        {
            var isMet = atMost ? figure <= target : figure >= target;
            missed += isMet ? 0 : 1;
            Console.WriteLine($"{(isMet ? "met" : "missed")} {name} {Text(figure, 2)} (target {Text(target, 2)})");
        }

        return missed == 0 ? 0 : 1;
    }

    private static string Text(double value, int decimals) => value.ToString($"N{decimals}", CultureInfo.InvariantCulture);

    private static void Print(params string[] cells) =>
        Console.WriteLine(cells[0].PadRight(46) + string.Concat(cells.Skip(1).Select(cell => cell.PadLeft(12))));
}

/// <summary>What one row measured: rates in units per second; per operation times in milliseconds, bytes allocated, and processor time in microseconds.</summary>
public sealed record Measured(
    string Work, int Writers, double Ours, double Ceiling, double Ratio, double P50, double P99, double OurBytes, double CeilingBytes,
    (double Own, double Servers) OurCpu, (double Own, double Servers) CeilingCpu);
