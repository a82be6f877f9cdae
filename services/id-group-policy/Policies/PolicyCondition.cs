using System.Globalization;
using System.Text.Json;
using Distribution.Contracts.Packages.V1;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Which computers a policy catches: those that meet every condition; one that is null is met by all (domain 4.3).</summary>
/// <param name="NamePattern">The computer's name with * and ?, without regard to case.</param>
/// <param name="OperatingSystem">windows, linux or macos.</param>
/// <param name="Architecture">x64, x86 or arm64.</param>
/// <param name="AddressRanges">IPv4 and IPv6 in CIDR form; one of the computer's addresses must lie in one of them.</param>
/// <param name="Domain">The computer's domain with * and ?, without regard to case.</param>
/// <param name="Assets">The operator's own fields, each of which must have its value.</param>
/// <param name="Software">Judged by the rules of section 5, and only of computers whose inventory is known.</param>
/// <param name="IncludesRelays">Relays are left out unless this is true (domain 4.4).</param>
public sealed record PolicyCondition(
    string? NamePattern, string? OperatingSystem, string? Architecture, IReadOnlyList<string>? AddressRanges = null, string? Domain = null,
    IReadOnlyList<AssetCondition>? Assets = null, HardwareCondition? Hardware = null, SoftwareConditions? Software = null, bool? IncludesRelays = null)
{
    /// <summary>Most address ranges of one policy.</summary>
    public const int MostRanges = 100;

    /// <summary>Most asset fields of one policy (domain 4.3: 16 user inventory items).</summary>
    public const int MostAssets = 16;

    /// <summary>Two policies of one group with equal texts are the same policy, in whatever order and case they were written.</summary>
    public string Text() => string.Join('\n', [
        NamePattern?.ToUpperInvariant() ?? "", OperatingSystem ?? "", Architecture ?? "", Domain?.ToUpperInvariant() ?? "",
        string.Join(' ', (AddressRanges ?? []).Select(AddressRange.Canonical).Order(StringComparer.Ordinal).Distinct()),
        JsonSerializer.Serialize((Assets ?? []).Select(a => $"{a.Field.ToUpperInvariant()}={a.Pattern.ToUpperInvariant()}").Order(StringComparer.Ordinal).Distinct()),
        Hardware is null || Hardware == new HardwareCondition() ? "" : JsonSerializer.Serialize(Hardware),
        Software is not { Conditions.Count: > 0 } ? "" : $"{Software.JudgedBy} {JsonSerializer.Serialize(Software.Conditions)}",
        (IncludesRelays == true).ToString(CultureInfo.InvariantCulture)]);
}

/// <summary>An asset field has a value.</summary>
/// <param name="Field">Without regard to case.</param>
/// <param name="Pattern">With * and ?, without regard to case; a field that is not set has the empty value.</param>
public sealed record AssetCondition(string Field, string Pattern);

/// <summary>What the machine must be; what is null does not matter. A computer whose inventory is unknown meets none of it.</summary>
/// <param name="Manufacturer">With * and ?, without regard to case.</param>
/// <param name="Model">With * and ?, without regard to case.</param>
/// <param name="DiskAtLeastBytes">The size of its largest disk.</param>
public sealed record HardwareCondition(
    long? MemoryAtLeastBytes = null, long? MemoryBelowBytes = null, int? CoresAtLeast = null, long? DiskAtLeastBytes = null, string? Manufacturer = null,
    string? Model = null);
