using System.Text.Json;
using System.Text.Json.Serialization;

namespace Distribution.Installer;

/// <summary>Phase one (domain 6): brings the agent to computers that have none yet.</summary>
public static class Program
{
    private static readonly JsonSerializerOptions ForReports = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Installs, prints one line per computer as it is done, and answers 0 only if every computer has its agent.</summary>
    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is [] or ["--help"] or ["-h"])
        {
            Console.WriteLine(CommandLine.Usage);
            return args.Length == 0 ? 2 : 0;
        }

        var (order, errors) = CommandLine.Parse(args, File.ReadAllLines, Environment.GetEnvironmentVariable("DISTRIBUTION_ENROLMENT_KEY"));
        if (order is null)
        {
            foreach (var error in errors)
                await Console.Error.WriteLineAsync(error);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var reports = await InstallAsync(order, report => Console.WriteLine(report.Line()), TimeProvider.System, stop.Token);
        if (order.ReportFile is not null)
            await File.WriteAllTextAsync(order.ReportFile, JsonSerializer.Serialize(reports, ForReports));
        return reports.All(report => report.State == InstallationState.Installed) ? 0 : 1;
    }

    /// <summary>All computers, as many at once as the order allows; the reports are in the order of the computers.</summary>
    internal static async Task<IReadOnlyList<InstallationReport>> InstallAsync(
        InstallationOrder order, Action<InstallationReport> done, TimeProvider clock, CancellationToken ct)
    {
        if (order.At is { } at && at > clock.GetUtcNow())
            await Task.Delay(at - clock.GetUtcNow(), clock, ct);

        // A computer that waits for its next try gives its place to another: one that is off must not hold up those that are on.
        using var places = new SemaphoreSlim(order.Simultaneous);
        return await Task.WhenAll(order.Targets.Select(async target =>
        {
            var report = await new Installation(target, order, places, clock).RunAsync(ct);
            done(report);
            return report;
        }));
    }
}
