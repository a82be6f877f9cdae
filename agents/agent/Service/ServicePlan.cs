namespace Distribution.Agent.Service;

/// <summary>The service managers of the platforms.</summary>
internal enum ServiceManager
{
    Systemd,
    Launchd,
    Windows,
}

/// <summary>What makes the agent a service: files, and the commands that start and end it.</summary>
/// <param name="SettingsPath">Holds the enrolment key; readable by the administrator alone.</param>
/// <param name="Definition">The service manager's own file, or null where it keeps none.</param>
/// <param name="Start">All must succeed.</param>
/// <param name="End">What was not running, or is gone already, is no failure.</param>
internal sealed record ServicePlan(
    string SettingsPath, (string Path, string Text)? Definition, IReadOnlyList<IReadOnlyList<string>> Start, IReadOnlyList<IReadOnlyList<string>> End)
{
    public const string Name = "distribution-agent";
    public const string Unit = "/etc/systemd/system/distribution-agent.service";
    public const string Plist = "/Library/LaunchDaemons/distribution-agent.plist";

    public static ServiceManager Here =>
        OperatingSystem.IsWindows() ? ServiceManager.Windows : OperatingSystem.IsMacOS() ? ServiceManager.Launchd : ServiceManager.Systemd;

    /// <param name="program">The program with what stands before its verb.</param>
    public static ServicePlan Of(ServiceManager manager, IReadOnlyList<string> program, string data) => manager switch
    {
        ServiceManager.Systemd => new(
            "/etc/distribution-agent.conf", (Unit, UnitOf(string.Join(' ', program))),
            [["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", Name]], [["systemctl", "disable", "--now", Name]]),
        ServiceManager.Launchd => new(
            "/etc/distribution-agent.conf", (Plist, PlistOf([.. program, "run", "--settings", "/etc/distribution-agent.conf"])),
            [["launchctl", "bootstrap", "system", Plist]], [["launchctl", "bootout", $"system/{Name}"]]),
        _ => new(
            $@"{data}\settings.conf", null,
            [
                ["sc", "create", Name, "binPath=", string.Join(' ', program.Append("run").Append("--service").Append("--settings").Append($@"{data}\settings.conf").Select(Quoted)), "start=", "auto", "DisplayName=", "Distribution agent"],
                ["sc", "failure", Name, "reset=", "86400", "actions=", "restart/5000/restart/5000/restart/60000"],
                ["sc", "start", Name],
            ],
            [["sc", "stop", Name], ["sc", "delete", Name]]),
    };

    private static string Quoted(string word) => word.Contains(' ') ? $"\"{word}\"" : word;

    // KillMode=process: an installer that is under way outlives a restart of the agent, whose supervisor then finds its result.
    // NotifyAccess=all: what an update brought runs below the installed program, and says itself that it is ready.
    private static string UnitOf(string command) => $"""
        [Unit]
        Description=Distribution agent
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        NotifyAccess=all
        EnvironmentFile=/etc/distribution-agent.conf
        ExecStart={command} run
        Restart=always
        RestartSec=5
        KillMode=process
        UMask=0022

        [Install]
        WantedBy=multi-user.target

        """;

    // AbandonProcessGroup: as KillMode above.
    private static string PlistOf(IEnumerable<string> words) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
          <key>Label</key><string>{Name}</string>
          <key>ProgramArguments</key>
          <array>{string.Concat(words.Select(word => $"<string>{System.Security.SecurityElement.Escape(word)}</string>"))}</array>
          <key>RunAtLoad</key><true/>
          <key>KeepAlive</key><true/>
          <key>ThrottleInterval</key><integer>5</integer>
          <key>AbandonProcessGroup</key><true/>
        </dict>
        </plist>

        """;
}
