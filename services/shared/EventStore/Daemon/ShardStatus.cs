namespace Distribution.EventStore;

/// <summary>What a shard of the daemon is doing.</summary>
public enum ShardState
{
    /// <summary>Another node leads, or the daemon is not started.</summary>
    Waiting,

    /// <summary>It follows the log.</summary>
    Running,

    /// <summary>Its last attempt failed; another follows.</summary>
    Retrying,

    /// <summary>It failed too often and needs <see cref="ProjectionDaemon.Restart"/>, a rebuild, or a new process.</summary>
    Stopped,
}

/// <summary>How one projection or subscription of this node's daemon is doing.</summary>
/// <param name="Name">Its name, without ':All'.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Position">The last event that it is done with.</param>
/// <param name="HighWater">The last event that may be read: nothing before it is still being written.</param>
/// <param name="FailedAttempts">Failures since its last success.</param>
/// <param name="LastError">The last failure, kept until the next success; null when there was none.</param>
public sealed record ShardStatus(string Name, ShardState State, long Position, long HighWater, int FailedAttempts, string? LastError)
{
    /// <summary>Events not done yet.</summary>
    public long Lag => Math.Max(0, HighWater - Position);
}
