namespace Distribution.Agent.Software;

/// <summary>Software as the platform itself knows it.</summary>
/// <param name="Name">The platform's own name: dpkg's and rpm's package, Windows' display name.</param>
/// <param name="ProductCode">An MSI's product code with its braces, or null.</param>
/// <param name="QuietUninstall">The command that the software itself left for its silent removal, or null.</param>
/// <param name="Architecture">As the platform calls it, or null.</param>
internal sealed record SoftwareEntry(
    string Name, string Version, string? Publisher = null, string? ProductCode = null, string? QuietUninstall = null, string? Architecture = null);

/// <summary>One of the places in which a platform keeps what is installed.</summary>
internal abstract class SoftwareDatabase
{
    /// <summary>What the place is called in reasons for the operator.</summary>
    public abstract string Name { get; }

    /// <summary>What is completely installed under this name or product code, read anew; null when nothing is.</summary>
    public abstract Task<SoftwareEntry?> Find(string nameOrCode, CancellationToken ct);

    /// <summary>Everything that is completely installed, read anew.</summary>
    public abstract Task<IReadOnlyList<SoftwareEntry>> All(CancellationToken ct);

    /// <summary>The name and version that an installer holds, or null when it cannot be asked.</summary>
    public virtual Task<(string Name, string Version)?> ContentOf(string file, CancellationToken ct) =>
        Task.FromResult<(string Name, string Version)?>(null);

    /// <summary>Whether an installed version is the one that was asked for, in any form in which people write it.</summary>
    public virtual bool IsVersion(string installed, string asked) => installed == asked;

    /// <summary>Whether the first version comes after the second; false where the platform itself refuses a downgrade.</summary>
    public virtual Task<bool> IsNewer(string version, string than, CancellationToken ct) => Task.FromResult(false);

    /// <summary>The command that puts an older version back, or null where the platform rolls back by itself or not at all.</summary>
    public virtual IReadOnlyList<string>? Restorer(string file) => null;

    /// <summary>The command that removes the software silently.</summary>
    /// <exception cref="FormatException">There is none, in words for the operator.</exception>
    public abstract IReadOnlyList<string> Remover(SoftwareEntry software);
}
