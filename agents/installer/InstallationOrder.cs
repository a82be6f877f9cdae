using System.Diagnostics;

namespace Distribution.Installer;

/// <summary>How the agent is started on the computer.</summary>
internal enum StartAs
{
    /// <summary>As a systemd service where there is systemd, else in the background.</summary>
    Automatic,
    Systemd,
    Background,
}

/// <summary>What the installer is asked to do (domain 6.2).</summary>
internal sealed record InstallationOrder
{
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>The published agent: its files, or folders of them by platform (linux-x64, linux-arm64, osx-x64, osx-arm64).</summary>
    public required string AgentFolder { get; init; }

    /// <summary>The gateway's address, as the computers reach it.</summary>
    public required string Server { get; init; }

    /// <summary>The key with which the agents enrol; null for computers that have enrolled before.</summary>
    public string? EnrolmentKey { get; init; }

    /// <summary>The certificate authorities in PEM that the agents are pinned to; null is whom the computers trust.</summary>
    public string? Authority { get; init; }

    public string InstallFolder { get; init; } = "/opt/distribution-agent";

    public string DataFolder { get; init; } = "/var/lib/distribution-agent";

    /// <summary>Further settings of the agent, by their names without the prefix DISTRIBUTION_.</summary>
    public IReadOnlyDictionary<string, string> AgentSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>How many installations run at once; unlimited unless said.</summary>
    public int Simultaneous { get; init; } = int.MaxValue;

    /// <summary>How long a computer that cannot be reached is tried again; 10 to 9,999 minutes.</summary>
    public TimeSpan RetryWindow { get; init; } = TimeSpan.FromMinutes(120);

    /// <summary>The wait between two tries on one computer.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>When the installations begin; null is at once.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Each installation is processes of its own; low is advised for many computers.</summary>
    public ProcessPriorityClass Priority { get; init; } = ProcessPriorityClass.Normal;

    /// <summary>Whether a computer is passed over quickly when it does not answer to ping.</summary>
    public bool PingFirst { get; init; }

    /// <summary>Whether the last steps run as root through sudo without a password.</summary>
    public bool Sudo { get; init; }

    public StartAs StartAs { get; init; }

    public string? IdentityFile { get; init; }

    public string? KnownHostsFile { get; init; }

    /// <summary>Whether the key of a host that was never seen is accepted; a changed key never is.</summary>
    public bool AcceptNewHostKeys { get; init; }

    /// <summary>Where the report goes as JSON; null prints only the lines for people.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Options for Windows computers that were asked for and have no meaning over SSH; reported, never an error.</summary>
    public IReadOnlyList<string> NotApplicable { get; init; } = [];
}
