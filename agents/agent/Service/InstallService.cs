using System.ComponentModel;
using System.Diagnostics;

namespace Distribution.Agent.Service;

/// <summary>Makes the agent a service of its computer, and takes it away again. With a root folder it only writes below that.</summary>
internal static class InstallService
{
    /// <summary>The authorities that the agent is pinned to, in its data folder: a new one is put beside the old one there.</summary>
    public const string AuthorityFile = "ca.pem";

    /// <returns>0, or 1 when something went wrong, which is then on the console.</returns>
    public static int Install(AgentOptions options, TextWriter console)
    {
        var plan = ServicePlan.Of(ServicePlan.Here, CommandLine(), options.Data);
        // Before the first secret is in it: the enrolment key is nobody else's business.
        Journals.DataFolder.CreatePrivate(Below(options.Root, options.Data));
        var authority = KeepAuthority(options);
        if (authority is not null && options.Server!.Scheme != Uri.UriSchemeHttps)
        {
            console.WriteLine($"This agent is pinned to {authority}, so --server must be https. Delete that file to end this.");
            return 1;
        }
        WritePrivately(Below(options.Root, plan.SettingsPath), $"""
            DISTRIBUTION_SERVER={options.Server}
            DISTRIBUTION_DATA={options.Data}
            DISTRIBUTION_NAME={options.Name}
            DISTRIBUTION_ENROLMENT_KEY={options.EnrolmentKey}
            {(authority is null ? "" : $"DISTRIBUTION_CA={authority}")}
            {(options.RootFile is { } roots ? $"DISTRIBUTION_ROOT_FILE={roots}" : "")}

            """);
        if (plan.Definition is var (path, text))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Below(options.Root, path))!);
            File.WriteAllText(Below(options.Root, path), text);
        }
        console.WriteLine($"Written: {plan.SettingsPath}{(plan.Definition is null ? "" : " and " + plan.Definition.Value.Path)}.");
        return options.Root is not null || plan.Start.All(command => Run(command, console)) ? 0 : 1;
    }

    /// <summary>Stops and forgets the service; the data folder, and so the computer's identity, stays.</summary>
    public static int Remove(AgentOptions options, TextWriter console)
    {
        var plan = ServicePlan.Of(ServicePlan.Here, CommandLine(), options.Data);
        var ended = options.Root is not null || plan.End.Select(command => Run(command, TextWriter.Null)).ToList()[^1];
        if (plan.Definition is var (path, _))
            File.Delete(Below(options.Root, path));
        File.Delete(Below(options.Root, plan.SettingsPath));
        console.WriteLine($"The service is removed. {options.Data} stays; delete it when this computer is not to come back as itself.");
        return ended ? 0 : 1;
    }

    // Once pinned, it stays so until somebody deletes the file: installing again without --ca is no way to trust more.
    private static string? KeepAuthority(AgentOptions options)
    {
        var kept = Path.Combine(options.Data, AuthorityFile);
        if (options.Authority is { } given && given != Below(options.Root, kept))
            File.Copy(given, Below(options.Root, kept), overwrite: true);
        return File.Exists(Below(options.Root, kept)) ? kept : null;
    }

    private static string Below(string? root, string path) => root is null ? path : Path.Combine(root, path.TrimStart('/', '\\'));

    private static string[] CommandLine()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.Combine(AppContext.BaseDirectory, "distribution-agent.dll")] : [program];
    }

    private static void WritePrivately(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        using var file = new StreamWriter(Journals.DurableFile.CreatePrivate(path, FileMode.CreateNew));
        file.Write(text);
    }

    private static bool Run(IReadOnlyList<string> command, TextWriter console)
    {
        try
        {
            using var process = Process.Start(command[0], command.Skip(1));
            process.WaitForExit();
            if (process.ExitCode == 0)
                return true;
            console.WriteLine($"{string.Join(' ', command)} failed with exit code {process.ExitCode}.");
        }
        catch (Win32Exception problem)
        {
            console.WriteLine($"{command[0]} cannot be started: {problem.Message}");
        }
        return false;
    }
}
