namespace Distribution.Contracts.Agents.V1;

/// <summary>
/// What a computer consists of, with the routing key of inventories: whole (after enrolment, when the service asks, and whenever the
/// agent does not know what it said last), else the difference from what it said last. Nothing is said when nothing changed.
/// </summary>
/// <param name="SeriesId">Drawn when the agent has no memory of an earlier inventory; numbers count within it.</param>
/// <param name="Number">Counts the inventories of the series from 1, kept on the computer's disk: an older one that comes late changes nothing.</param>
/// <param name="BaseHash">
/// Null for a whole one. Else <c>Rules.InventoryHash</c> of the software and updates from which this is the difference: where the
/// service has others, one was lost, and it asks for a whole one (<c>ReportInventory</c>).
/// </param>
/// <param name="Facts">Always in a whole one; in a difference null when none of them changed, else all of them.</param>
/// <param name="Software">All that is installed, or what is new; a changed entry is a removed and a new one. At most 20,000.</param>
/// <param name="Updates">Document numbers of installed updates such as KB5034441, all or the new ones. At most 20,000.</param>
/// <param name="SoftwareRemoved">In a difference: entries, each exactly as it was said, that are installed no more.</param>
/// <param name="UpdatesRemoved">In a difference: updates that are installed no more.</param>
public sealed record InventoryReported(
    Guid SeriesId, long Number, string? BaseHash, DateTimeOffset At, InventoryFacts? Facts, IReadOnlyList<SoftwareItem> Software,
    IReadOnlyList<string> Updates, IReadOnlyList<SoftwareItem>? SoftwareRemoved = null, IReadOnlyList<string>? UpdatesRemoved = null);

/// <summary>One installed piece of software. No text is longer than 512 characters or holds a NUL; the agent cuts.</summary>
/// <param name="Version">Empty when the platform keeps none.</param>
/// <param name="ProductCode">An MSI's product code with its braces.</param>
/// <param name="Architecture">As the platform calls it: x64, amd64, noarch.</param>
public sealed record SoftwareItem(string Name, string Version, string? Publisher = null, string? ProductCode = null, string? Architecture = null);

/// <summary>What a computer is, but for its software. What is not known is null; no text is longer than 512 characters.</summary>
/// <param name="OperatingSystemName">Such as Debian GNU/Linux or Windows 11 Pro.</param>
/// <param name="OperatingSystemVersion">10.0.22631, 12 or 15.1.</param>
/// <param name="Architecture">x64, x86 or arm64.</param>
/// <param name="LoggedOnUser">Who sits at it, as the platform names users.</param>
/// <param name="TimeZone">By its IANA name.</param>
/// <param name="Disks">At most 64.</param>
/// <param name="Networks">At most 64.</param>
public sealed record InventoryFacts(
    HardwareFacts Hardware, string? OperatingSystemName, string? OperatingSystemVersion, string? Architecture, IReadOnlyList<DiskFacts> Disks,
    IReadOnlyList<NetworkFacts> Networks, string? LoggedOnUser, string? TimeZone, string? Domain, string? AgentVersion);

/// <summary>The machine.</summary>
/// <param name="Cores">Logical processors.</param>
public sealed record HardwareFacts(
    string? Manufacturer, string? Model, string? SerialNumber, string? Processor, int? Cores, long? MemoryBytes);

/// <summary>One fixed disk as it is mounted.</summary>
/// <param name="Mount">C: or /home.</param>
public sealed record DiskFacts(string Mount, long TotalBytes, long FreeBytes);

/// <summary>One network interface.</summary>
/// <param name="Mac">Six octets as 00:1b:44:11:3a:b7; null where there is none.</param>
/// <param name="Addresses">IPv4 and IPv6 addresses, without prefix length or zone; at most 64.</param>
public sealed record NetworkFacts(string Name, string? Mac, IReadOnlyList<string> Addresses);
