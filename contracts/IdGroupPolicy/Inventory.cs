namespace Distribution.Contracts.IdGroupPolicy.V1;

/// <summary>To one computer's queue: say whole what you consist of, as soon as you can; a difference that was said before is of no use.</summary>
public sealed record ReportInventory(Guid ComputerId, DateTimeOffset AskedAt);

/// <summary>To one computer's queue: take another secret now, as you do each month.</summary>
public sealed record TakeNewSecret(Guid ComputerId, DateTimeOffset OrderedAt);

/// <summary>What a computer consists of is known now, or is another than before.</summary>
/// <param name="StreamVersion">Counts within the inventory of the computer.</param>
/// <param name="IsFirst">Nothing was known before: all software is told as installed, though it may have been there for long.</param>
/// <param name="Architecture">x64, x86 or arm64.</param>
/// <param name="TimeZone">By its IANA name.</param>
/// <param name="Software">What was installed, updated and removed; at most 40,000.</param>
public sealed record ComputerInventoryChanged(
    Guid ComputerId, long StreamVersion, bool IsFirst, DateTimeOffset ChangedAt, string? OperatingSystemName, string? OperatingSystemVersion,
    string? Architecture, string? TimeZone, string? AgentVersion, IReadOnlyList<SoftwareChange> Software,
    IReadOnlyList<string> UpdatesInstalled, IReadOnlyList<string> UpdatesRemoved);

/// <summary>What became of one piece of software.</summary>
/// <param name="Version">The present one; of removed software the last one. Empty when the platform keeps none.</param>
/// <param name="PreviousVersion">Of updated software only.</param>
public sealed record SoftwareChange(
    SoftwareChangeKind Kind, string Name, string Version, string? PreviousVersion = null, string? Publisher = null, string? ProductCode = null,
    string? Architecture = null);

/// <summary>What may become of software.</summary>
public enum SoftwareChangeKind
{
    Installed,
    Updated,
    Removed,
}

/// <summary>An operator wrote to a computer what no agent can know.</summary>
/// <param name="StreamVersion">Counts within the fields of the computer.</param>
/// <param name="Fields">All of them as they are now; names differ in more than case.</param>
public sealed record ComputerAssetsSet(Guid ComputerId, long StreamVersion, IReadOnlyDictionary<string, string> Fields, DateTimeOffset SetAt);

/// <summary>
/// The members of an ID group follow a condition from now on, or follow another one; who joins and who leaves is told by
/// <see cref="ComputerJoinedGroup"/> and <see cref="ComputerLeftGroup"/>.
/// </summary>
/// <param name="StreamVersion">Counts within the condition of the group.</param>
/// <param name="Search">In the language of searches.</param>
public sealed record GroupConditionSet(Guid GroupId, long StreamVersion, string Search, DateTimeOffset SetAt);
