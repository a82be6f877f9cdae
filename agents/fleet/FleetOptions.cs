using System.Globalization;

namespace Distribution.Fleet;

/// <summary>How many computers are played, where, and how they behave.</summary>
/// <param name="Server">The gateway.</param>
/// <param name="Broker">A broker user with all rights and the tag 'impersonator', for shared connections; null gives each computer a connection of its own.</param>
/// <param name="Connections">How many shared connections.</param>
/// <param name="Data">Where the identities are kept, so that a second start plays the same computers.</param>
/// <param name="FailureRate">The share of actions that fail, 0 to 1.</param>
/// <param name="Software">How many pieces of software each computer has and tells, up to 20,000; none tells no inventory.</param>
/// <param name="Offline">How computers are switched off and on again; null is never.</param>
/// <param name="NewcomersPerMinute">How many further computers enrol in a minute, up to 100,000 altogether.</param>
/// <param name="Until">Stop after so many executions have ended; null goes on until Ctrl-C.</param>
internal sealed record FleetOptions(
    Uri Server, int Computers, string? EnrolmentKey, Uri? Broker, int Connections, string Data, string Name,
    double FailureRate, TimeSpan Transfer, TimeSpan Action, int? Until, int Software = 0, OfflinePattern? Offline = null, int NewcomersPerMinute = 0)
{
    public const int MostComputers = 100_000;

    public const string Usage = """
        distribution-fleet --server URL --computers N [--enrolment-key KEY] [--broker URI] [--connections 4] [--data FOLDER]
            [--name fleet] [--failure-rate 0] [--transfer-ms 100] [--action-ms 100] [--until EXECUTIONS] [--software 0]
            [--offline-share 0] [--offline-seconds 60] [--newcomers-per-minute 0]
        Plays N computers: they enrol, take their instructions, pretend to carry them out, and report.
        With --software N each says an inventory of N pieces of software, and what its tasks install.
        With --offline-share S that share of them is off at any time, each for --offline-seconds on average.
        With --newcomers-per-minute N further ones enrol meanwhile, up to 100000.
        With --broker, a user that has all rights and the tag 'impersonator', they share connections; without, each has its own.
        """;

    public static (FleetOptions? Options, string? Fault) Parse(string[] args, Func<string, string?> environment)
    {
        var known = new[] { "server", "computers", "enrolment-key", "broker", "connections", "data", "name", "failure-rate", "transfer-ms", "action-ms", "until", "software", "offline-share", "offline-seconds", "newcomers-per-minute" };
        var given = known.ToDictionary(name => name, name => environment($"DISTRIBUTION_{name.Replace('-', '_').ToUpperInvariant()}"));
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !given.ContainsKey(args[i][2..]) || i + 1 == args.Length)
                return (null, $"'{args[i]}' is not an option, or has no value.");
            given[args[i][2..]] = args[i + 1];
        }

        if (!Uri.TryCreate(given["server"], UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            return (null, "--server must be an http or https address.");
        if (Whole("computers") is not (> 0 and <= MostComputers and var computers))
            return (null, "--computers must be a number from 1 to 100000.");
        if (Share("failure-rate") is not (>= 0 and <= 1 and var rate))
            return (null, "--failure-rate must be a number from 0 to 1.");
        if (Share("offline-share") is not (>= 0 and <= 0.99 and var off))
            return (null, "--offline-share must be a number from 0 to 0.99.");
        foreach (var name in new[] { "connections", "transfer-ms", "action-ms", "until", "software", "offline-seconds", "newcomers-per-minute" })
        {
            if (given[name] is not null && Whole(name) is null)
                return (null, $"--{name} must be a whole number.");
        }

        var away = Whole("offline-seconds") ?? 60;
        if (off > 0 && (away < 2 || away * (1 - off) / off < 2))
            return (null, $"--offline-seconds {away} is too short: at a share of {given["offline-share"]} a computer must be off, and on, for two seconds or more.");
        var newcomers = Whole("newcomers-per-minute") ?? 0;
        if (newcomers > 0 && given["enrolment-key"] is null)
            return (null, "--newcomers-per-minute needs an --enrolment-key.");

        Uri? broker = null;
        if (given["broker"] is { } text && !Uri.TryCreate(text, UriKind.Absolute, out broker))
            return (null, "--broker must be an amqp address.");

        return (new(
            server, computers, given["enrolment-key"], broker, Math.Max(1, Whole("connections") ?? 4),
            Path.GetFullPath(given["data"] ?? "fleet-data"), given["name"] ?? "fleet", rate,
            TimeSpan.FromMilliseconds(Whole("transfer-ms") ?? 100), TimeSpan.FromMilliseconds(Whole("action-ms") ?? 100), Whole("until"), Math.Min(20_000, Whole("software") ?? 0),
            off > 0 ? new(off, TimeSpan.FromSeconds(away)) : null, newcomers), null);

        double Share(string name) => double.TryParse(given[name] ?? "0", NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : -1;

        int? Whole(string name) => int.TryParse(given[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
