namespace Distribution.IdGroupPolicy.Computers;

/// <summary>The broker cannot make or delete a queue at the moment; HTTP 503.</summary>
public sealed class BrokerUnavailableException(Exception cause) : Exception("The message broker does not answer at the moment.", cause);
