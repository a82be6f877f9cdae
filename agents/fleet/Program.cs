using System.Diagnostics;
using Distribution.Agent;
using Distribution.Agent.Trust;

namespace Distribution.Fleet;

/// <summary>One process that plays up to 100,000 computers, for load and for demonstrations.</summary>
public static class Program
{
    /// <summary>Enrols, connects and plays until Ctrl-C or until enough executions have ended; prints a line each second.</summary>
    public static async Task<int> Main(string[] args)
    {
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
            var identities = await EnrolFleet.EnrolAsync(options, figures, ct);
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
            var computers = identities.Select(identity => new SimulatedComputer(identity, options, figures, TimeProvider.System)).ToList();
            var perConnection = options.Broker is null ? 1 : (computers.Count + options.Connections - 1) / options.Connections;
            var connections = computers.Chunk(perConnection)
                .Select(part => new FleetConnection(part, gate, options, figures, TimeProvider.System).RunAsync(stop.Token))
                .ToList();
            while (!ct.IsCancellationRequested && !(figures.Ended >= options.Until))
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            await stop.CancelAsync();
            await Task.WhenAll(connections.Select(IgnoringTheEnd));
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
