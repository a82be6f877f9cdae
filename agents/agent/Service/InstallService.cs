using System.Diagnostics;

namespace Distribution.Agent.Service;

/// <summary>Makes the agent a service of a Linux computer, and takes it away again. With a root folder it only writes below that.</summary>
internal static class InstallService
{
    public const string Unit = "etc/systemd/system/distribution-agent.service";
    public const string Settings = "etc/distribution-agent.conf";

    /// <returns>0, or 1 when something went wrong, which is then on the console.</returns>
    public static int Install(AgentOptions options, TextWriter console)
    {
        if (!OperatingSystem.IsLinux())
            return Refuse(console);
        var root = options.Root ?? "/";
        // Before the first secret is in it: the enrolment key is nobody else's business.
        WritePrivately(Path.Combine(root, Settings), $"""
            DISTRIBUTION_SERVER={options.Server}
            DISTRIBUTION_DATA={options.Data}
            DISTRIBUTION_NAME={options.Name}
            DISTRIBUTION_ENROLMENT_KEY={options.EnrolmentKey}

            """);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, Unit))!);
        File.WriteAllText(Path.Combine(root, Unit), UnitOf(CommandLine()));
        console.WriteLine($"Written: /{Unit} and /{Settings}.");
        return options.Root is not null || (Systemctl("daemon-reload") && Systemctl("enable", "--now", "distribution-agent")) ? 0 : 1;
    }

    /// <summary>Stops and forgets the service; the data folder, and so the computer's identity, stays.</summary>
    public static int Remove(AgentOptions options, TextWriter console)
    {
        if (!OperatingSystem.IsLinux())
            return Refuse(console);
        var stopped = options.Root is not null || Systemctl("disable", "--now", "distribution-agent");
        File.Delete(Path.Combine(options.Root ?? "/", Unit));
        File.Delete(Path.Combine(options.Root ?? "/", Settings));
        console.WriteLine($"The service is removed. {options.Data} stays; delete it when this computer is not to come back as itself.");
        return stopped && (options.Root is not null || Systemctl("daemon-reload")) ? 0 : 1;
    }

    // KillMode=process: an installer that is under way outlives a restart of the agent, whose supervisor then finds its result.
    private static string UnitOf(string command) => $"""
        [Unit]
        Description=Distribution agent
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        NotifyAccess=all
        EnvironmentFile=/{Settings}
        ExecStart={command} run
        Restart=always
        RestartSec=5
        KillMode=process
        UMask=0022

        [Install]
        WantedBy=multi-user.target

        """;

    private static string CommandLine()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? $"{program} {Path.Combine(AppContext.BaseDirectory, "distribution-agent.dll")}" : program;
    }

    private static void WritePrivately(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        using var file = new StreamWriter(Journals.DurableFile.CreatePrivate(path, FileMode.CreateNew));
        file.Write(text);
    }

    private static bool Systemctl(params string[] arguments)
    {
        using var process = Process.Start("systemctl", arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static int Refuse(TextWriter console)
    {
        console.WriteLine("This agent installs itself as a service on Linux only; elsewhere let the system's own service manager start `distribution-agent run`.");
        return 1;
    }
}
