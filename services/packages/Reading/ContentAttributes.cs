namespace Distribution.Packages.Reading;

/// <summary>What a content says of itself, offered to an operator before it becomes a package; what it does not say is null.</summary>
internal sealed record ContentAttributes
{
    /// <summary>What kind of file it was read as.</summary>
    public required ContentFormat Format { get; init; }

    /// <summary>The product's name, as people read it.</summary>
    public string? Name { get; init; }

    public string? SoftwareVersion { get; init; }

    public string? Publisher { get; init; }

    public string? Description { get; init; }

    /// <summary>The name under which the computer's system will know the software once it is installed.</summary>
    public string? SoftwareName { get; init; }

    /// <summary>An MSI's product code, braces included.</summary>
    public string? ProductCode { get; init; }

    /// <summary>An MSI's upgrade code, braces included.</summary>
    public string? UpgradeCode { get; init; }

    /// <summary>Windows' numbers of the languages (1033 is English), as the file writes them.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>windows, linux or macos.</summary>
    public IReadOnlyList<string>? OperatingSystems { get; init; }

    /// <summary>x64, x86 or arm64, where it can be installed; null is anywhere.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary>The processor that the file itself was built for, by its own word; a 32-bit Windows installer runs on others too.</summary>
    public string? BuiltFor { get; init; }

    /// <summary>What it asks to be installed beside it, one requirement each, in its system's own form.</summary>
    public IReadOnlyList<string>? Dependencies { get; init; }

    /// <summary>The well-known program that made an .exe installer.</summary>
    public InstallerFamily? InstallerFamily { get; init; }

    /// <summary>What runs a script, by its first line.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Silent commands that fit such a file. They are offered and never taken unasked.</summary>
    public IReadOnlyList<SuggestedCommands> Commands { get; init; } = [];

    /// <summary>Installers within a zip, the nearest to its top first; at most <see cref="ZipContent.MostInstallers"/>.</summary>
    public IReadOnlyList<string>? Installers { get; init; }

    /// <summary>Why nothing could be read although such a file should say something; null when all is well.</summary>
    public string? NotReadable { get; init; }
}

/// <summary>What kind of file a content is, by its name.</summary>
public enum ContentFormat
{
    Other,
    Msi,
    Exe,
    Deb,
    Rpm,
    Pkg,
    Script,
    Zip,
}

/// <summary>One choice of silent commands.</summary>
/// <param name="Title">What these commands are, in a few words.</param>
/// <param name="Uninstall">Null when such an installer has no way of removing that is the same everywhere.</param>
internal sealed record SuggestedCommands(string Title, string Install, string? Uninstall);
