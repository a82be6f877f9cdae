using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>Which program carries an action out.</summary>
internal static class ActionCommand
{
    /// <param name="file">The fetched content under its own name, or null.</param>
    /// <param name="folder">Where a zip was unpacked, or null.</param>
    /// <param name="root">The folder that stands for the whole system, or null.</param>
    /// <exception cref="FormatException">There is no such command, in words for the operator.</exception>
    public static IReadOnlyList<string> Of(ActionInstruction action, string? file, string? folder, string? root)
    {
        var words = string.IsNullOrWhiteSpace(action.Command) ? Default(action, file) : CommandLine.Split(action.Command, Placeholders(file, folder, root));
        if (words.Count == 0)
            throw new FormatException("The command is empty.");
        return Path.GetFileName(words[0]) switch
        {
            "dpkg" => Dpkg.Confined(words, root),
            "rpm" when root is not null => [words[0], "--root", root, .. words.Skip(1)],
            _ => words,
        };
    }

    /// <summary>Whether the platform's package database can say if the action is done.</summary>
    public static bool IsDpkg(ActionInstruction action) => OperatingSystem.IsLinux() && action.Kind switch
    {
        ActionKind.Install => action.Content is { } content && HasExtension(content.FileName, ".deb"),
        ActionKind.Uninstall => action.SoftwareName is not null && Dpkg.IsInstalledHere
            && (string.IsNullOrWhiteSpace(action.Command) || action.Command.TrimStart().StartsWith("dpkg ", StringComparison.Ordinal)),
        _ => false,
    };

    public static bool NeedsFolder(ActionInstruction action) =>
        action is { Kind: not ActionKind.DistributeFiles, Content: { } content, Command: { } command }
        && HasExtension(content.FileName, ".zip") && command.Contains("{folder}", StringComparison.Ordinal);

    public static bool HasExtension(string fileName, string extension) => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Placeholders(string? file, string? folder, string? root)
    {
        var known = new Dictionary<string, string> { ["root"] = root ?? "" };
        if (file is not null)
            known["file"] = file;
        if (folder is not null)
            known["folder"] = folder;
        return known;
    }

    private static IReadOnlyList<string> Default(ActionInstruction action, string? file) => action.Kind == ActionKind.Uninstall
        ? Remover(action.SoftwareName!)
        : Path.GetExtension(file ?? "").ToLowerInvariant() switch
        {
            ".deb" when action.Kind == ActionKind.Install => ["dpkg", "--install", file!],
            ".rpm" when action.Kind == ActionKind.Install => ["rpm", "--upgrade", "--replacepkgs", file!],
            ".msi" when action.Kind == ActionKind.Install => ["msiexec", "/i", file!, "/qn", "/norestart"],
            ".pkg" when action.Kind == ActionKind.Install => ["installer", "-pkg", file!, "-target", "/"],
            ".ps1" => ["powershell", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", file!],
            ".cmd" or ".bat" => ["cmd.exe", "/d", "/c", file!],
            ".sh" => Script(file!),
            ".exe" when action.Kind == ActionKind.Install => throw new FormatException("An .exe is installed only with its own silent command."),
            _ => throw new FormatException($"Nothing is known that would {action.Kind.ToString().ToLowerInvariant()} {action.Content?.FileName}; give a command."),
        };

    private static string[] Remover(string softwareName) =>
        OperatingSystem.IsWindows() ? ["msiexec", "/x", softwareName, "/qn", "/norestart"]
        : Dpkg.IsInstalledHere ? Dpkg.Remover(softwareName)
        : ["rpm", "--erase", "--", softwareName];

    // The cached file is not executable, so a script's first line is read here instead of by the system.
    private static IReadOnlyList<string> Script(string file)
    {
        using var reader = new StreamReader(file);
        var first = reader.ReadLine();
        return first is not null && first.StartsWith("#!", StringComparison.Ordinal) && first[2..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } interpreter
            ? [.. interpreter, file]
            : ["/bin/sh", file];
    }
}
