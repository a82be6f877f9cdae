using System.Text.Json;

namespace Distribution.Packages.Catalogue;

/// <summary>
/// The attributes that a package may do without: the same in the commands, in the stored events and in what readers see.
/// In a command null leaves one as it is (an edit) or out (a registration), and what is empty takes it away.
/// </summary>
public record PackageDetails
{
    /// <summary>Who made the software, 256 characters at most.</summary>
    public string? Publisher { get; init; }

    /// <summary>For people, 4,000 characters at most.</summary>
    public string? Description { get; init; }

    /// <summary>Folders parted by '/', under which the package is listed: up to 8, each of at most 64 characters; null is the top.</summary>
    public string? Folder { get; init; }

    /// <summary>windows, linux, macos; null is any.</summary>
    public IReadOnlyList<string>? OperatingSystems { get; init; }

    /// <summary>x64, x86, arm64; null is any.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary>The installer within a zip, parted by '/'.</summary>
    public string? InnerPath { get; init; }

    /// <summary>An MSI's product code, braces included; it is what {productCode} in a command stands for.</summary>
    public string? ProductCode { get; init; }

    /// <summary>An MSI's upgrade code, braces included.</summary>
    public string? UpgradeCode { get; init; }

    /// <summary>What exit codes mean; null is the platform's own table.</summary>
    public ExitCodeTable? ExitCodes { get; init; }

    /// <summary>Where the commands run; null is the content's folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added for the commands: 100 at most, 32,767 characters together.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Whether the computer restarts afterwards; null is the platform's own behaviour.</summary>
    public RestartBehaviour? Restart { get; init; }

    /// <summary>On whose account the commands run; null is the system's.</summary>
    public RunAs? RunAs { get; init; }

    public ExternalPrograms? ExternalPrograms { get; init; }

    public SystemConditions? SystemConditions { get; init; }

    public SoftwareConditions? SoftwareConditions { get; init; }

    public PackageConditions? PackageConditions { get; init; }

    /// <summary>Programs that must not be running when an action begins.</summary>
    public BlockingProcesses? BlockingProcesses { get; init; }

    /// <summary>Packages that are installed first, 100 at most.</summary>
    public IReadOnlyList<Guid>? DependsOn { get; init; }

    /// <summary>Packages that this one takes the place of, 100 at most.</summary>
    public IReadOnlyList<Guid>? Supersedes { get; init; }

    /// <summary>Address of a PNG among the contents.</summary>
    public string? IconSha256 { get; init; }

    /// <summary>For the operators, 10,000 characters at most.</summary>
    public string? Notes { get; init; }

    /// <summary>Equal when all values are, lists by their items: a repeated command must be recognised as one.</summary>
    public virtual bool Equals(PackageDetails? other) =>
        other is not null && (ReferenceEquals(this, other) || (EqualityContract == other.EqualityContract && Text() == other.Text()));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Publisher, Folder, ProductCode);

    // The database gives variables back in an order of its own.
    private string Text() => JsonSerializer.Serialize<PackageDetails>(
        this with { Environment = Environment is null ? null : new SortedDictionary<string, string>(Environment.ToDictionary(), StringComparer.Ordinal) });
}
