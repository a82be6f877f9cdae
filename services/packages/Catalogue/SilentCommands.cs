namespace Distribution.Packages.Catalogue;

/// <summary>The silent commands that an installer's kind has by itself (domain 1.4), and the kinds that there are (domain 1.2).</summary>
internal static class SilentCommands
{
    /// <summary>What a software package may be.</summary>
    public const string Kinds = ".msi, .exe, .deb, .rpm, .pkg, .ps1, .sh";

    /// <summary>The command that installs such a file without a question, or null when its kind has none.</summary>
    /// <param name="innerPath">The installer within a zip, which is then the one that counts.</param>
    public static string? InstallerOf(string fileName, string? innerPath = null, string? interpreter = null)
    {
        var target = Target(fileName, innerPath);
        return Extension(innerPath ?? fileName) switch
        {
            ".msi" => $"msiexec /i \"{target}\" /qn /norestart",
            ".msp" => $"msiexec /p \"{target}\" /qn /norestart",
            ".msu" => $"wusa \"{target}\" /quiet /norestart",
            ".deb" => $"dpkg --install \"{target}\"",
            ".rpm" => $"rpm --upgrade --replacepkgs \"{target}\"",
            ".pkg" => $"installer -pkg \"{target}\" -target /",
            ".sh" => $"{interpreter ?? "/bin/sh"} \"{target}\"",
            ".ps1" => $"powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \"{target}\"",
            _ => null,
        };
    }

    /// <summary>The command that removes what such a file installed, or null when its kind has none or the name is not known.</summary>
    public static string? RemoverOf(string fileName, string? softwareName, string? innerPath = null, string? productCode = null) => Extension(innerPath ?? fileName) switch
    {
        // By its code, a product goes without its installer being fetched again.
        ".msi" when productCode is not null => "msiexec /x {productCode} /qn /norestart",
        ".msi" => $"msiexec /x \"{Target(fileName, innerPath)}\" /qn /norestart",
        ".deb" when softwareName is not null => $"dpkg --remove {softwareName}",
        ".rpm" when softwareName is not null => $"rpm --erase \"{softwareName}\"",
        _ => null,
    };

    /// <summary>The systems that can run such an installer, or null when its name does not say.</summary>
    public static IReadOnlyList<string>? SystemsOf(string fileName, string? innerPath) => Extension(innerPath ?? fileName) switch
    {
        ".msi" or ".msp" or ".msu" or ".exe" or ".ps1" => ["windows"],
        ".deb" or ".rpm" => ["linux"],
        ".pkg" => ["macos"],
        ".sh" => ["linux", "macos"],
        _ => null,
    };

    /// <summary>Whether a software package may be such a file by itself; a zip is judged by what is in it.</summary>
    public static bool IsInstaller(string path) => Extension(path) is ".msi" or ".exe" or ".deb" or ".rpm" or ".pkg" or ".ps1" or ".sh";

    /// <summary>Whether the system may make an update of such a file.</summary>
    public static bool IsUpdate(string path) => IsInstaller(path) || Extension(path) is ".msp" or ".msu";

    /// <summary>Whether the file is read by dpkg.</summary>
    public static bool IsDebian(string path) => Extension(path) == ".deb";

    /// <summary>Whether the file is read by rpm.</summary>
    public static bool IsRpm(string path) => Extension(path) == ".rpm";

    /// <summary>Whether the computer unzips the file (domain 1.2).</summary>
    public static bool IsZip(string path) => Extension(path) == ".zip";

    /// <summary>Whether the file's first line may say what runs it.</summary>
    public static bool IsScript(string path) => Extension(path) == ".sh";

    // Windows' own programs take a slash for an option.
    private static string Target(string fileName, string? innerPath) => innerPath is null
        ? "{file}"
        : SystemsOf(fileName, innerPath) is ["windows"] ? $"{{folder}}\\{innerPath.Replace('/', '\\')}" : $"{{folder}}/{innerPath}";

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
