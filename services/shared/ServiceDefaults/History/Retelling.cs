namespace Distribution.ServiceDefaults;

/// <summary>The wish that this service tells its whole log once more into one queue.</summary>
/// <param name="UpTo">The last event that it tells; those after it were or will be told as ever.</param>
/// <param name="Place">The last event that was told.</param>
/// <param name="Fault">Why it was given up; null when it was not.</param>
public sealed record Retelling(Guid Id, string Queue, long UpTo, long Place, DateTimeOffset AskedAt, DateTimeOffset? EndedAt = null, string? Fault = null);
