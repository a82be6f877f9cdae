using System.Diagnostics;
using Distribution.Agent;
using Distribution.Agent.Trust;

namespace Distribution.Fleet;

/// <summary>One process that plays up to 100,000 computers, for load and for demonstrations.</summary>
public static class Program
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Enrols, connects and plays until Ctrl-C or until enough executions have ended; prints a line each second.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--help"])
        {
            await Console.Out.WriteLineAsync(FleetOptions.Usage);
            return 0;
        }

        var (options, fault) = FleetOptions.Parse(args, Environment.GetEnvironmentVariable);
        if (options is null)
        {
            await Console.Error.WriteLineAsync($"{fault}\n{FleetOptions.Usage}");
            return 64;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await PlayAsync(options, new Figures(), Console.Out, stop.Token);
            return 0;
        }
        catch (Exception problem) when (problem is InvalidOperationException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    /// <summary>Plays until the token ends it or enough executions have ended.</summary>
    internal static async Task PlayAsync(FleetOptions options, Figures figures, TextWriter output, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var printing = PrintAsync(figures, output, stop.Token);
        try
        {
            var watch = Stopwatch.StartNew();
            using var enrol = new EnrolFleet(options, figures);
            var identities = await enrol.BeginAsync(ct);
            await output.WriteLineAsync($"{identities.Count:N0} computers have their identity after {watch.Elapsed.TotalSeconds:N1} s.");

            using var http = new HttpClient();
            var log = new AgentLog(null, TimeProvider.System, output);
            // All of them go by one root: what each computer keeps on its own disk is not played.
            var trust = new PinnedTrust(Path.Combine(options.Data, "trust.json"));
            using var roots = new FetchRoots(http, options.Server, trust, log.Write, Random.Shared, TimeProvider.System, log);
            if (!await roots.Ask(ct))
                throw new InvalidOperationException($"{options.Server} does not give its roots.");
            var gate = new Gate(new(trust, roots.Ask, TimeProvider.System.GetUtcNow), trust, (_, detail) =>
            {
                log.Write(detail);
                return true;
            });
            var connections = new FleetConnections(gate, options, figures, TimeProvider.System, stop.Token);
            connections.Add(identities);
            var due = 0.0;
            while (!ct.IsCancellationRequested && !(figures.Ended >= options.Until))
            {
                await Task.Delay(Glance, CancellationToken.None);
                due = Math.Min(due + options.NewcomersPerMinute * Glance.TotalMinutes, FleetOptions.MostComputers - figures.Enrolments);
                if (due < 1)
                    continue;
                try
                {
                    connections.Add(await enrol.MoreAsync((int)due, ct));
                    due -= Math.Floor(due);
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                    break;
                }
                // A server under load may refuse one; those who are there play on.
                catch (Exception problem) when (problem is InvalidOperationException or HttpRequestException)
                {
                    await Console.Error.WriteLineAsync(problem.Message);
                    due = 0;
                }
            }

            await stop.CancelAsync();
            await IgnoringTheEnd(connections.EndAsync());
        }
        finally
        {
            await stop.CancelAsync();
            await IgnoringTheEnd(printing);
        }

        await output.WriteLineAsync(figures.Line());
    }

    private static async Task PrintAsync(Figures figures, TextWriter output, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(ct))
            await output.WriteLineAsync(figures.Line());
    }

    private static async Task IgnoringTheEnd(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // This is how it ends.
        }
    }
}
