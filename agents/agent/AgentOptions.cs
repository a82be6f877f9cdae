using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Distribution.Agent.Connections;
using Distribution.Agent.Transfers;

namespace Distribution.Agent;

/// <summary>What the command line says, with the environment behind it (DISTRIBUTION_SERVER for --server, and so on).</summary>
/// <param name="Root">A folder that stands for the whole system, or null for the computer itself.</param>
/// <param name="ContentAddress">A cache near by, asked for content before the gateway; null asks the gateway alone.</param>
/// <param name="Pace">How fast content is fetched; null is as fast as it goes.</param>
/// <param name="CacheBytes">The most that fetched content may take of this disk.</param>
/// <param name="HoldHours">How long the user may hold work, once a day; 0 is not at all.</param>
/// <param name="PasswordFile">Where the password of an ID group stands; '-' is the standard input, null asks for it.</param>
/// <param name="Authority">A file of certificate authorities in PEM: gateway and broker must have their certificates from one of them; null is whom the system trusts.</param>
/// <param name="RootFile">A file with the platform's roots, brought to the computer by another way than the gateway; null believes the gateway's first answer.</param>
/// <param name="TrialMinutes">How long a new version of the agent has to reach its server before the one before runs again.</param>
internal sealed record AgentOptions(
    Uri? Server, string Data, string? EnrolmentKey, string? Root, string Name, Uri? ContentAddress = null, Pace? Pace = null,
    long CacheBytes = AgentOptions.DefaultCache, int HoldHours = AgentOptions.DefaultHold,
    int TrialMinutes = AgentOptions.DefaultTrial, string? PasswordFile = null, string? Authority = null,
    string? RootFile = null)
{
    private const int DefaultHold = 4;
    private const int DefaultTrial = 10;
    private const long DefaultCache = 4L * 1024 * 1024 * 1024;

    public const string Usage = """
        distribution-agent run --server URL [--ca FILE] [--content-address URL] [--data FOLDER] [--enrolment-key KEY] [--root FOLDER] [--name NAME] [--root-file FILE]
        distribution-agent install --server URL --key KEY [--ca FILE] [--data FOLDER] [--name NAME] [--root-file FILE]
        distribution-agent remove | status | log [--data FOLDER]
        distribution-agent ui | offers | install NAME | postpone [NAME] | begin [NAME] | hold | resume [--data FOLDER]
        distribution-agent join GROUP [--password-file FILE] [--data FOLDER]
        run also takes --rate-limit KB-PER-SECOND, --piece-size KB and --piece-pause MINUTES (pauses between pieces of content), --cache-size MB (4096),
        --hold-hours (4): how long the user may hold work, once a day; --trial-minutes (10): how long an update of the agent has to show itself well.
        --root-file names the platform's roots, by which every instruction is judged; without it the gateway's first answer is believed, once.
        Each option may come from the environment instead: DISTRIBUTION_SERVER, DISTRIBUTION_CONTENT_ADDRESS, DISTRIBUTION_DATA, DISTRIBUTION_ENROLMENT_KEY,
        DISTRIBUTION_ROOT, DISTRIBUTION_NAME, DISTRIBUTION_CA, DISTRIBUTION_ROOT_FILE. The content address is a cache near by; the server is asked when it does not answer.
        --ca names the certificate authorities (PEM) from one of which the server and its broker must have their certificates; install keeps a copy of the file.
        """;

    // Each with its least and its most (domain 3.4).
    private static readonly Dictionary<string, (long Least, long Most)> numbers = new()
    {
        ["rate-limit"] = (1, 10_000_000), ["piece-size"] = (1, 2_097_151), ["piece-pause"] = (1, 1_440), ["cache-size"] = (1, 10_000_000), ["hold-hours"] = (0, 24), ["trial-minutes"] = (1, 1_440),
    };

    private static readonly string[] names = ["server", "content-address", "data", "enrolment-key", "root", "name", "password-file", "ca", "root-file", .. numbers.Keys];

    /// <param name="fault">What is wrong with the arguments, in words.</param>
    public static bool TryParse(
        IReadOnlyList<string> arguments, Func<string, string?> environment, [NotNullWhen(true)] out AgentOptions? options, out string? fault)
    {
        options = null;
        var values = names.ToDictionary(name => name, name => environment($"DISTRIBUTION_{name.Replace('-', '_').ToUpperInvariant()}"));
        for (var i = 0; i < arguments.Count; i++)
        {
            var pair = arguments[i].Split('=', 2);
            var name = pair[0].StartsWith("--", StringComparison.Ordinal) ? pair[0][2..] : "";
            if (name == "key")
                name = "enrolment-key";
            if (!values.ContainsKey(name))
                return Wrong($"'{arguments[i]}' is not an option.", out fault);
            if (pair.Length == 1 && i + 1 == arguments.Count)
                return Wrong($"--{name} needs a value.", out fault);
            values[name] = pair.Length == 2 ? pair[1] : arguments[++i];
        }
        foreach (var name in new[] { "server", "content-address" })
        {
            if (values[name] is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
                return Wrong($"--{name} must be an http or https address, and is '{text}'.", out fault);
        }
        foreach (var (name, (least, most)) in numbers)
        {
            if (values[name] is { } number && !(long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most))
                return Wrong($"--{name} must be a whole number from {least} to {most}, and is '{number}'.", out fault);
        }
        if (values["ca"] is { } authority)
        {
            if (PinnedAuthority.FaultOf(authority) is { } unreadable)
                return Wrong($"--ca: {unreadable}", out fault);
            // An authority that nothing is checked against would only look like safety.
            if (values["server"] is { } plain && !plain.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
                return Wrong($"--ca needs a --server with https, and that is '{plain}'.", out fault);
        }
        long? Number(string name) => values[name] is { } number ? long.Parse(number, CultureInfo.InvariantCulture) : null;
        options = new(
            values["server"] is { } server ? new Uri(server) : null,
            Path.GetFullPath(values["data"] ?? DefaultData),
            values["enrolment-key"],
            values["root"] is { } root ? Path.GetFullPath(root) : null,
            values["name"] ?? Environment.MachineName,
            values["content-address"] is { } cache ? new Uri(cache) : null,
            PaceOf(Number("rate-limit"), Number("piece-size"), Number("piece-pause")),
            Number("cache-size") * 1024 * 1024 ?? DefaultCache,
            (int)(Number("hold-hours") ?? DefaultHold),
            (int)(Number("trial-minutes") ?? DefaultTrial),
            values["password-file"],
            values["ca"] is { } pinned ? Path.GetFullPath(pinned) : null,
            values["root-file"] is { } roots ? Path.GetFullPath(roots) : null);
        fault = null;
        return true;
    }

    // Giving either the size or the pause parts the transfer (domain 3.4).
    private static Pace? PaceOf(long? rate, long? size, long? pause) => (rate, size, pause) is (null, null, null)
        ? null
        : new(rate * 1024, size is null && pause is null ? null : (size ?? 1_024) * 1024, pause is { } minutes ? TimeSpan.FromMinutes(minutes) : null);

    /// <summary>Where an agent keeps everything that is not told where.</summary>
    public static string DefaultData => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "DistributionAgent")
        : "/var/lib/distribution-agent";

    private static bool Wrong(string what, out string? fault)
    {
        fault = what;
        return false;
    }
}
