namespace Distribution.ServiceDefaults;

/// <summary>A decision refused a command because of the present state; HTTP 409.</summary>
public sealed class CommandRefusedException(string message, params IReadOnlyList<Obstacle> obstacles) : Exception(message)
{
    /// <summary>What stands in the way, for programs; the message says the same to people. Empty when it is the thing itself.</summary>
    public IReadOnlyList<Obstacle> Obstacles => obstacles;
}

/// <summary>One thing that stands in a command's way: a task that uses a package, for one.</summary>
/// <param name="Kind">The noun: 'task', 'package'.</param>
public sealed record Obstacle(string Kind, Guid Id, string Name)
{
    /// <inheritdoc />
    public override string ToString() => $"{Kind} '{Name}' ({Id})";
}

/// <summary>The command names something that does not exist; HTTP 404.</summary>
public sealed class NotFoundException(string noun, object id) : Exception($"There is no {noun} {id}.");

/// <summary>The command is well formed but cannot be true (a hash that does not match, for one); HTTP 422.</summary>
public sealed class UnprocessableException(string message) : Exception(message);

/// <summary>Nobody said who is calling, or what was said is not true; HTTP 401.</summary>
public sealed class NotAuthenticatedException(string message) : Exception(message);

/// <summary>The caller is known and may not do this; HTTP 403.</summary>
public sealed class ForbiddenException(string message) : Exception(message);

/// <summary>Too many attempts; HTTP 429 with Retry-After.</summary>
/// <param name="wait">After which another attempt is worth while.</param>
public sealed class TooManyAttemptsException(TimeSpan wait) : Exception("Too many attempts have failed.")
{
    /// <summary>After which another attempt is worth while.</summary>
    public TimeSpan Wait => wait;
}
