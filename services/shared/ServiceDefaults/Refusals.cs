namespace Distribution.ServiceDefaults;

/// <summary>A decision refused a command because of the present state; HTTP 409.</summary>
public sealed class CommandRefusedException(string message) : Exception(message);

/// <summary>The command names something that does not exist; HTTP 404.</summary>
public sealed class NotFoundException(string noun, object id) : Exception($"There is no {noun} {id}.");

/// <summary>The command is well formed but cannot be true (a hash that does not match, for one); HTTP 422.</summary>
public sealed class UnprocessableException(string message) : Exception(message);
