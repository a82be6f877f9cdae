using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>
/// One computer as it is known at one moment, for whoever judges it: policies, security policies, conditions of groups and searches.
/// Immutable; judging it reads nothing else.
/// </summary>
/// <param name="OperatingSystem">windows, linux or macos.</param>
/// <param name="Architecture">x64, x86 or arm64.</param>
/// <param name="AgentVersion">Null before the first contact.</param>
/// <param name="Inventoried">What the agent told; null before its first inventory.</param>
/// <param name="Software">Empty before the first inventory.</param>
/// <param name="Updates">Document numbers of the installed updates.</param>
/// <param name="Assets">The operator's own fields, by name without regard to case: department, location, person and others.</param>
/// <param name="GroupIds">The ID groups of which it is a member.</param>
/// <param name="LastContactAt">Null before the first contact.</param>
/// <param name="IsOnline">Whether it was heard of in the last 25 minutes.</param>
/// <param name="IsRelay">Whether an operator has said that it serves others with content.</param>
public sealed record ComputerFacts(
    Guid ComputerId, string Name, string OperatingSystem, string Architecture, string? AgentVersion, InventoryFacts? Inventoried,
    IReadOnlyList<SoftwareItem> Software, IReadOnlyList<string> Updates, IReadOnlyDictionary<string, string> Assets,
    IReadOnlyCollection<Guid> GroupIds, DateTimeOffset? LastContactAt, bool IsOnline, bool IsRelay = false);
