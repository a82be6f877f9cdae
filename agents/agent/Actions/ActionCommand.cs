using Distribution.Agent.Software;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>Which program carries an action out.</summary>
internal static class ActionCommand
{
    /// <param name="file">The fetched content under its own name, or the installer inside it; null when there is none.</param>
    /// <param name="folder">Where a zip was unpacked, or null.</param>
    /// <param name="root">The folder that stands for the whole system, or null.</param>
    /// <param name="remover">The platform's own command for a removal, or null.</param>
    /// <exception cref="FormatException">There is no such command, in words for the operator.</exception>
    public static IReadOnlyList<string> Of(ActionInstruction action, string? file, string? folder, string? root, IReadOnlyList<string>? remover = null)
    {
        var words = string.IsNullOrWhiteSpace(action.Command)
            ? Default(action, file, remover)
            : CommandLine.Split(action.Command, Placeholders(file, folder, root));
        return words.Count > 0 ? Confined(words, root) : throw new FormatException("The command is empty.");
    }

    /// <summary>A command that stays below the root, where the program can be told to.</summary>
    public static IReadOnlyList<string> Confined(IReadOnlyList<string> words, string? root) => Path.GetFileName(words[0]) switch
    {
        "dpkg" => Dpkg.Confined(words, root),
        "rpm" => Rpm.Confined(words, root),
        _ => words,
    };

    /// <summary>Whether the content is a zip that is unpacked for the installer inside.</summary>
    public static bool NeedsFolder(ActionInstruction action) =>
        action is { Kind: not ActionKind.DistributeFiles, Content: { } content } && HasExtension(content.FileName, ".zip")
        && (!string.IsNullOrEmpty(action.Settings?.InnerPath) || action.Command?.Contains("{folder}", StringComparison.Ordinal) == true);

    public static bool HasExtension(string fileName, string extension) => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    public static Dictionary<string, string> Placeholders(string? file, string? folder, string? root)
    {
        var known = new Dictionary<string, string> { ["root"] = root ?? "" };
        if (file is not null)
            known["file"] = file;
        if (folder is not null)
            known["folder"] = folder;
        return known;
    }

    private static IReadOnlyList<string> Default(ActionInstruction action, string? file, IReadOnlyList<string>? remover) => action.Kind == ActionKind.Uninstall
        ? remover ?? throw new FormatException($"Nothing is known that would remove {SoftwareDatabases.NameIn(action)}; give a command.")
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
