namespace Distribution.Packages.Content;

/// <summary>Bytes under a key; keys are parted by '/'.</summary>
internal sealed record Blob(string Key, long Size, DateTimeOffset WrittenAt);

/// <summary>
/// Where bytes lie: a folder or a bucket. Several replicas share one. A key holds all of its bytes or nothing at all; only
/// what grows (an upload under way) is ever partial, and nobody finds it under a key.
/// </summary>
internal abstract class Blobs
{
    /// <summary>What lies under a key, or null.</summary>
    public abstract Task<Blob?> FindAsync(string key, CancellationToken ct);

    /// <summary>Reads a blob; the stream can seek, and reading forward is what it does best.</summary>
    /// <exception cref="FileNotFoundException">Nothing lies under the key.</exception>
    public abstract Task<Stream> OpenAsync(string key, CancellationToken ct);

    /// <summary>Writes a small blob whole, over what was there.</summary>
    public abstract Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken ct);

    /// <summary>Gives a blob another key, over what was there; nothing happens when it is gone already.</summary>
    public abstract Task MoveAsync(string from, string to, CancellationToken ct);

    /// <summary>Takes a blob away; an absent one is no error.</summary>
    public abstract Task DeleteAsync(string key, CancellationToken ct);

    /// <summary>Everything below a folder ('ab/cd'), in the order of the keys (ordinal).</summary>
    public abstract IAsyncEnumerable<Blob> ListAsync(string folder, CancellationToken ct);

    /// <summary>How many bytes something that grows has; null when it was never begun.</summary>
    public abstract Task<long?> GrownAsync(Guid id, CancellationToken ct);

    /// <summary>
    /// Writes on at a place up to which something has grown; what lies behind that place is forgotten. Flushing the stream
    /// puts everything written on the disk; disposing it without keeps what it can.
    /// </summary>
    public abstract Task<Stream> GrowAsync(Guid id, long at, CancellationToken ct);

    /// <summary>Reads what has grown so far; the stream can seek.</summary>
    public abstract Task<Stream> OpenGrownAsync(Guid id, CancellationToken ct);

    /// <summary>Puts what has grown under a key, whole and at once.</summary>
    public abstract Task FinishAsync(Guid id, string key, CancellationToken ct);

    /// <summary>Forgets what has grown; an absent one is no error.</summary>
    public abstract Task ForgetAsync(Guid id, CancellationToken ct);

    /// <summary>Everything that grows, with the time of its last write.</summary>
    public abstract IAsyncEnumerable<(Guid Id, DateTimeOffset WrittenAt)> ListGrowingAsync(CancellationToken ct);
}
