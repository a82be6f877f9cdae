using System.Globalization;

namespace Distribution.Benchmarks;

/// <summary>
/// Processor time of this process and of the servers that it started: the figure that other work on the machine disturbs least.
/// Known on Linux only; elsewhere zero.
/// </summary>
public static class Cpu
{
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>In microseconds, of this process.</summary>
    public static double Own() => Environment.CpuUsage.TotalTime.TotalMicroseconds;

    /// <summary>In microseconds, of everything that this process started.</summary>
    public static double Servers() => Below(_ => true);

    /// <summary>In microseconds, of the databases that this process started.</summary>
    public static double Databases() => Below(name => name == "postgres");

    private static double Below(Func<string, bool> counts)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var processes = new Dictionary<int, (string Name, int Parent, double Time)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Read(folder) is { } found)
                processes[id] = found;
        }

        return processes.Where(p => counts(p.Value.Name) && IsBelow(p.Key)).Sum(p => p.Value.Time);

        bool IsBelow(int id)
        {
            while (processes.TryGetValue(id, out var process) && process.Parent > 1)
            {
                if (process.Parent == Environment.ProcessId)
                    return true;
                id = process.Parent;
            }

            return false;
        }
    }

    private static (string Name, int Parent, double Time)? Read(string folder)
    {
        try
        {
            // After the name in brackets: state, parent, ..., and as 12th to 15th the ticks of itself and of its ended children.
            var stat = File.ReadAllText($"{folder}/stat");
            var end = stat.LastIndexOf(')');
            var fields = stat[(end + 2)..].Split(' ');
            return (stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end], int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) * MicrosecondsPerTick);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
