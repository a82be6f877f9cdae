using System.Text.Json;

namespace Distribution.ServiceDefaults;

/// <summary>A person, a key or a client changed something. Saved with the change itself, as a stream of its own.</summary>
/// <param name="AuditId">The stream.</param>
/// <param name="CallerId">What tells the caller from all others.</param>
/// <param name="CallerName">What the caller was called then.</param>
/// <param name="Address">From where the request came, as the gateway saw it; null when it did not say.</param>
/// <param name="RequestId">The request, by which logs and all events that followed are found.</param>
/// <param name="Action">The method and the route, such as 'PUT /groups/{id:guid}/condition'.</param>
/// <param name="Changes">What was changed; the first is what it was about.</param>
public sealed record ChangeAudited(
    Guid AuditId, string CallerId, string CallerName, string CallerKind, string? Address, string? RequestId, string Action,
    IReadOnlyList<AuditedChange> Changes, DateTimeOffset At)
{
    /// <summary>What was changed, as JSON for others.</summary>
    public string ChangesAsJson() => JsonSerializer.Serialize(Changes, HouseJson.Options);

    /// <summary>The ids of all that was changed.</summary>
    public IReadOnlyList<string> SubjectIds() => [.. Changes.Select(change => change.Id)];
}

/// <summary>One thing that was changed.</summary>
/// <param name="Noun">What it is, such as 'group' or 'distribution-task'.</param>
/// <param name="Before">How it was; null when it was not there, or was not looked at.</param>
/// <param name="Events">What was recorded of it: how it is now.</param>
public sealed record AuditedChange(string Noun, string Id, JsonElement? Before, IReadOnlyList<AuditedEvent> Events);

/// <summary>One event of a change.</summary>
/// <param name="Data">Null where so much was changed at once that only names are kept; the event itself lies in the log.</param>
public sealed record AuditedEvent(string Kind, JsonElement? Data);

/// <summary>What a stream of one <see cref="ChangeAudited"/> is called.</summary>
public sealed record ChangeAudit(Guid Id);
