using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distribution.Installer;

/// <summary>Reads the command line. Pure, but for the file of computers.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        distribution-installer: puts the agent onto Linux and macOS computers over SSH.

          --to [user@]host[:port]     a computer; may be repeated
          --computers FILE            a file with one computer per line
          --agent FOLDER              the published agent, or a folder with linux-x64, linux-arm64, osx-x64, osx-arm64
          --server URL                the gateway's address, as the computers reach it
          --ca FILE                   certificate authorities (PEM): the agents trust a server and a broker of theirs alone
          --enrolment-key KEY         the key with which the agents enrol (or: environment DISTRIBUTION_ENROLMENT_KEY)
          --install-folder PATH       /opt/distribution-agent
          --data PATH                 /var/lib/distribution-agent
          --agent-setting NAME=VALUE  a further setting of the agent; may be repeated
          --simultaneous N            at most so many at once (unlimited)
          --retry-window MINUTES      10 to 9999 (120)
          --retry-interval SECONDS    (120)
          --at TIME                   begin then, ISO 8601 (now)
          --priority low|normal|high  (normal)
          --ping                      pass over computers that do not answer to ping
          --sudo                      install as root through sudo without a password
          --start auto|systemd|background   (auto)
          --identity FILE             ssh's private key (else ssh's agent and defaults)
          --known-hosts FILE          ssh's known hosts (else its default)
          --accept-new-host-keys      trust hosts that were never seen
          --report FILE               write the report as JSON
          --create-admin-share, --start-remote-registry   Windows only: reported as not applicable here
        Exit code: 0 every computer has its agent, 1 not every one, 2 wrong usage.
        """;

    private readonly Dictionary<string, List<string>> _values = [];
    private readonly List<string> _errors = [];
    private static readonly string[] ForWindows = ["create-admin-share", "start-remote-registry"];
    private static readonly string[] Flags = ["ping", "sudo", "accept-new-host-keys", .. ForWindows];

    private CommandLine(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!Usage.Contains($"--{name}", StringComparison.Ordinal) || name.Length < 2)
                _errors.Add($"'{args[i]}' is not an option.");
            else if (Flags.Contains(name))
                _values[name] = [""];
            else if (i + 1 < args.Length)
                (_values.TryGetValue(name, out var all) ? all : _values[name] = []).Add(args[++i]);
            else
                _errors.Add($"--{name} needs a value.");
        }
    }

    /// <summary>The order, or everything that is wrong with it.</summary>
    public static (InstallationOrder? Order, IReadOnlyList<string> Errors) Parse(
        string[] args, Func<string, string[]> readLines, string? enrolmentKey = null)
    {
        var line = new CommandLine(args);
        var order = line.Order(readLines, enrolmentKey);
        return line._errors.Count == 0 ? (order, []) : (null, line._errors);
    }

    private InstallationOrder Order(Func<string, string[]> readLines, string? enrolmentKey) => new()
    {
        Targets = Targets(readLines),
        AgentFolder = Required("agent"),
        Server = Address(),
        EnrolmentKey = Harmless("enrolment-key", One("enrolment-key") ?? enrolmentKey),
        Authority = Authority(),
        InstallFolder = Folder("install-folder", "/opt/distribution-agent"),
        DataFolder = Folder("data", "/var/lib/distribution-agent"),
        AgentSettings = Settings(),
        Simultaneous = Number("simultaneous", 1, int.MaxValue, int.MaxValue),
        RetryWindow = TimeSpan.FromMinutes(Number("retry-window", 10, 9999, 120)),
        RetryInterval = TimeSpan.FromSeconds(Number("retry-interval", 1, 86_400, 120)),
        At = One("at") is not { } at ? null
            : DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : Wrong<DateTimeOffset?>("--at must be a time such as 2026-03-01T22:00:00Z."),
        Priority = (One("priority") ?? "normal") switch
        {
            "low" => ProcessPriorityClass.BelowNormal,
            "normal" => ProcessPriorityClass.Normal,
            "high" => ProcessPriorityClass.AboveNormal,
            _ => Wrong<ProcessPriorityClass>("--priority must be low, normal or high."),
        },
        StartAs = (One("start") ?? "auto") switch
        {
            "auto" => StartAs.Automatic,
            "systemd" => StartAs.Systemd,
            "background" => StartAs.Background,
            _ => Wrong<StartAs>("--start must be auto, systemd or background."),
        },
        PingFirst = _values.ContainsKey("ping"),
        Sudo = _values.ContainsKey("sudo"),
        IdentityFile = One("identity"),
        KnownHostsFile = One("known-hosts"),
        AcceptNewHostKeys = _values.ContainsKey("accept-new-host-keys"),
        ReportFile = One("report"),
        NotApplicable = [.. ForWindows.Where(_values.ContainsKey).Select(name => $"--{name}")],
    };

    private List<Target> Targets(Func<string, string[]> readLines)
    {
        var listed = _values.GetValueOrDefault("computers", []).SelectMany(readLines)
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0);
        var targets = _values.GetValueOrDefault("to", []).Concat(listed).Distinct()
            .Select(text => Target.Parse(text) ?? Wrong<Target>($"'{text}' is not of the form [user@]host[:port]."))
            .ToList();
        if (targets.Count == 0)
            Wrong("Name at least one computer with --to or --computers.");
        return targets;
    }

    private string Address()
    {
        if (One("server") is not { } text)
            return Required("server");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? Harmless("server", text.TrimEnd('/'))!
            : Wrong("--server must be an http or https address.");
    }

    private string? Authority()
    {
        if (One("ca") is not { } path)
            return null;
        if (One("server") is { } server && !server.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            return Wrong("--ca needs a --server with https.");
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(path);
            return authorities.Count > 0 ? authorities.ExportCertificatePems() : Wrong($"--ca: {path} holds no certificate in PEM.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return Wrong($"--ca: {path} cannot be read as certificates in PEM: {problem.Message}");
        }
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>();
        foreach (var text in _values.GetValueOrDefault("agent-setting", []))
        {
            if (text.Split('=', 2) is [var name, var value] && name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                settings[name.ToUpperInvariant()] = Harmless("agent-setting", value)!;
            else
                Wrong($"--agent-setting '{text}' is not of the form NAME=VALUE.");
        }

        return settings;
    }

    private string Folder(string name, string usual) =>
        Harmless(name, One(name) ?? usual) is ['/', _, ..] path ? path.TrimEnd('/') : Wrong($"--{name} must be an absolute path below the root.");

    private int Number(string name, int least, int most, int usual) =>
        One(name) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : Wrong<int>($"--{name} must be a number from {least} to {most}, not '{text}'.");

    // These go into a file that both systemd and a shell read: what either could misread is refused instead of escaped.
    private string? Harmless(string name, string? value) =>
        value is not null && value.Any(c => char.IsControl(c) || c is '\'' or '\\' or '$' or '`' or '"') ? Wrong($"--{name} must not contain quotes, $, ` or \\.") : value;

    private string Required(string name) => One(name) ?? Wrong($"--{name} is missing.");

    private string? One(string name) => _values.GetValueOrDefault(name)?[^1];

    private string Wrong(string error) => Wrong<string>(error) ?? "";

    private T Wrong<T>(string error)
    {
        _errors.Add(error);
        return default!;
    }
}
