namespace Distribution.Installer;

/// <summary>The shell scripts that run on the computer. POSIX sh only: Linux distributions and macOS differ in nearly everything else.</summary>
internal static class RemoteScripts
{
    /// <summary>System, architecture, and systemd if it rules there.</summary>
    public const string Look = "uname -s; uname -m; [ -d /run/systemd/system ] && echo systemd; true";

    /// <summary>Makes a folder that only the login may read, and prints it.</summary>
    public const string MakeStaging = "umask 077; mktemp -d \"${TMPDIR:-/tmp}/distribution-agent.XXXXXX\"";

    public static string RemoveStaging(string staging) => $"rm -rf {Quoted(staging)}";

    public static string Sums(string staging) =>
        $"cd {Quoted(staging)} && if command -v sha256sum >/dev/null; then find . -type f -exec sha256sum {{}} +; else find . -type f -exec shasum -a 256 {{}} +; fi";

    /// <summary>Puts the copied files in the place of the old ones, writes the configuration, and starts the agent.</summary>
    public static string Install(InstallationOrder order, string staging, bool systemd) => $"""
        set -eu
        staging={Quoted(staging)} folder={Quoted(order.InstallFolder)} data={Quoted(order.DataFolder)}
        umask 022
        mkdir -p "$data" "$(dirname "$folder")"
        chmod 700 "$data"
        {(systemd ? StopService : StopProcess)}
        rm -rf "$folder.old"
        if [ -d "$folder" ]; then mv "$folder" "$folder.old"; fi
        mv "$staging" "$folder"
        chmod -R u=rwX,go=rX "$folder"
        chmod 755 "$folder/{AgentFiles.Program}"
        {Authority(order)}
        (umask 077; cat >"$folder/agent.env" <<'SETTINGS'
        {Settings(order)}
        SETTINGS
        if [ -f "$data/ca.pem" ]; then printf "DISTRIBUTION_CA='%s'\n" "$data/ca.pem" >>"$folder/agent.env"; fi
        )
        {(systemd ? StartService : StartProcess)}
        rm -rf "$folder.old"
        """;

    private const string StopService = "systemctl stop distribution-agent 2>/dev/null || true";

    private const string StartService = """
        cat >/etc/systemd/system/distribution-agent.service <<UNIT
        [Unit]
        Description=Distribution agent
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        NotifyAccess=all
        EnvironmentFile=$folder/agent.env
        ExecStart=$folder/distribution-agent run
        Restart=always
        RestartSec=5
        KillMode=process

        [Install]
        WantedBy=multi-user.target
        UNIT
        systemctl daemon-reload
        systemctl enable --quiet distribution-agent
        systemctl restart distribution-agent
        sleep 2
        systemctl is-active --quiet distribution-agent || { journalctl -u distribution-agent -n 5 --no-pager >&2; exit 1; }
        """;

    private const string StopProcess = """
        if [ -f "$data/agent.pid" ] && kill "$(cat "$data/agent.pid")" 2>/dev/null; then
          waited=0
          while kill -0 "$(cat "$data/agent.pid")" 2>/dev/null && [ $waited -lt 20 ]; do sleep 1; waited=$((waited + 1)); done
        fi
        """;

    // What runs for longer than the connection must let go of the connection's three files.
    private const string StartProcess = """
        set -a; . "$folder/agent.env"; set +a
        nohup "$folder/distribution-agent" run >>"$data/agent.log" 2>&1 </dev/null &
        echo $! >"$data/agent.pid"
        sleep 2
        kill -0 "$(cat "$data/agent.pid")" 2>/dev/null || { echo "The agent ended at once:" >&2; tail -n 5 "$data/agent.log" >&2; exit 1; }
        """;

    private static string Settings(InstallationOrder order)
    {
        Dictionary<string, string?> settings = new()
        {
            ["SERVER"] = order.Server, ["DATA"] = order.DataFolder, ["ENROLMENT_KEY"] = order.EnrolmentKey,
        };
        foreach (var (name, value) in order.AgentSettings)
            settings[name] = value;
        return string.Join('\n', settings.Where(s => s.Value is not null).Select(s => $"DISTRIBUTION_{s.Key}='{s.Value}'"));
    }

    // Written again from what was read, so nothing but certificates gets there, and none of them ends the text early. Without the option
    // the file of an earlier installation stays, and the agent pinned to it.
    private static string Authority(InstallationOrder order) => order.Authority is null ? "" : $"""
        cat >"$data/ca.pem" <<'AUTHORITY'
        {order.Authority}
        AUTHORITY
        """;

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
