using System.Text.Json.Nodes;

namespace Distribution.Testing.Platform;

/// <summary>Where one task stands on one computer, as the platform says it.</summary>
public sealed record StreetExecution(Guid Id, Guid ComputerId, string State, int Progress, int Attempt, string? Reason)
{
    private static readonly HashSet<string> Final = ["Succeeded", "Failed", "Skipped", "TimedOut", "Expired", "Cancelled", "Removed"];

    /// <summary>Whether nothing more will happen by itself.</summary>
    public bool HasEnded => Final.Contains(State);

    internal static StreetExecution From(JsonNode item) => new(
        (Guid)(item["id"] ?? item["executionId"])!,
        (Guid)item["computerId"]!,
        (string)item["state"]!,
        (int?)item["progress"] ?? 0,
        (int?)item["attempt"] ?? 1,
        (string?)item["reason"]);
}
