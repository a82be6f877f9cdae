namespace Distribution.Contracts.Audit.V1;

/// <summary>A person, a key or a client changed something through a service.</summary>
/// <param name="AuditId">What tells this change from all others.</param>
/// <param name="Service">packages, task-scheduling or id-group-policy.</param>
/// <param name="CallerKind">Person, Key or Client.</param>
/// <param name="Address">From where the request came, as the gateway saw it.</param>
/// <param name="Action">The method and the route, such as 'PUT /groups/{id:guid}/condition'.</param>
/// <param name="Noun">What it was about, such as 'group'.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="SubjectIds">Everything that was changed with it, the subject included.</param>
/// <param name="Changes">What was changed, as a JSON array: noun, id, before, and events with kind and data; secrets are masked.</param>
public sealed record ChangeAudited(
    Guid AuditId, string Service, string CallerId, string CallerName, string CallerKind, string? Address, string? RequestId, string Action, string Noun,
    string SubjectId, IReadOnlyList<string> SubjectIds, string Changes, DateTimeOffset At);

/// <summary>A service sealed its audit up to a place in its log. Whoever keeps this can tell later whether the audit was written anew.</summary>
/// <param name="Number">Counts from 1 in each service.</param>
/// <param name="Hash">Of all changes up to there: 64 hexadecimal digits.</param>
public sealed record AuditSealed(string Service, long Number, long UpTo, string Hash, DateTimeOffset SealedAt);
