using System.Text.RegularExpressions;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>The silent commands that a file's kind has by itself (domain 1.4), and what may stand in a command.</summary>
internal static partial class SilentCommands
{
    /// <summary>The command that installs such a file without a question, or null when its kind has none.</summary>
    public static string? InstallerOf(string fileName, string? interpreter = null) => Extension(fileName) switch
    {
        ".msi" => "msiexec /i \"{file}\" /qn /norestart",
        ".deb" => "dpkg --install \"{file}\"",
        ".rpm" => "rpm --upgrade --replacepkgs \"{file}\"",
        ".pkg" => "installer -pkg \"{file}\" -target /",
        ".sh" => $"{interpreter ?? "/bin/sh"} \"{{file}}\"",
        ".ps1" => "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \"{file}\"",
        _ => null,
    };

    /// <summary>The command that removes what such a file installed, or null when its kind has none or the name is not known.</summary>
    public static string? RemoverOf(string fileName, string? softwareName) => Extension(fileName) switch
    {
        ".msi" => "msiexec /x \"{file}\" /qn /norestart",
        ".deb" when softwareName is not null => $"dpkg --remove {softwareName}",
        ".rpm" when softwareName is not null => $"rpm --erase \"{softwareName}\"",
        _ => null,
    };

    /// <summary>Whether the file is read by dpkg.</summary>
    public static bool IsDebian(string fileName) => Extension(fileName) == ".deb";

    /// <summary>Whether the computer unzips the file (domain 1.2).</summary>
    public static bool IsZip(string fileName) => Extension(fileName) == ".zip";

    /// <summary>Whether the file's first line may say what runs it.</summary>
    public static bool IsScript(string fileName) => Extension(fileName) == ".sh";

    /// <summary>Refuses a command with a name in braces that no agent would fill in.</summary>
    public static void Check(string attribute, string? command, string fileName)
    {
        if (command is null)
            return;
        var field = char.ToLowerInvariant(attribute[0]) + attribute[1..];
        foreach (Match placeholder in Placeholder().Matches(command))
        {
            var name = placeholder.Groups[1].Value;
            if (name is not ("file" or "folder"))
                throw new UnprocessableException($"{field}: {{{name}}} is not known; {{file}} and {{folder}} are.");
            if (name == "folder" && !IsZip(fileName))
                throw new UnprocessableException($"{field}: {{folder}} is where a .zip was unpacked, and '{fileName}' is none.");
        }
    }

    private static string Extension(string fileName) => Path.GetExtension(fileName).ToLowerInvariant();

    // ${NAME} is the shell's own, and a product code in braces holds hyphens: neither is ours to judge.
    [GeneratedRegex(@"(?<!\$)\{([A-Za-z][A-Za-z0-9_]*)\}")]
    private static partial Regex Placeholder();
}
