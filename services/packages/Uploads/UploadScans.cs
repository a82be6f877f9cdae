using System.Buffers;
using Distribution.Packages.Content;

namespace Distribution.Packages.Uploads;

/// <summary>
/// What this replica has seen of uploads under way, so that the next request goes on where the last one ended. It is only a
/// saving: what was forgotten, or received by another replica, is read again from the store.
/// </summary>
internal sealed class UploadScans : IAsyncDisposable
{
    private const int Most = 64;

    private readonly Dictionary<Guid, (ContentScan Scan, long UsedAt)> _scans = [];
    private readonly Lock _gate = new();
    private long _uses;

    /// <summary>A scan that has seen an upload's first bytes, up to an offset. Whoever takes it gives it back or disposes it.</summary>
    public async Task<ContentScan> TakeAsync(Guid id, long offset, Blobs growing, CancellationToken ct)
    {
        var scan = Remove(id);
        if (scan?.Bytes > offset)
        {
            await scan.DisposeAsync();
            scan = null;
        }

        scan ??= new ContentScan();
        try
        {
            if (scan.Bytes < offset)
                await CatchUpAsync(scan, id, offset, growing, ct);
            return scan;
        }
        catch
        {
            await scan.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps a scan for the upload's next request.</summary>
    public async Task GiveBackAsync(Guid id, ContentScan scan)
    {
        ContentScan? oldest = null;
        lock (_gate)
        {
            _scans[id] = (scan, ++_uses);
            if (_scans.Count > Most)
            {
                var last = _scans.MinBy(held => held.Value.UsedAt).Key;
                _scans.Remove(last, out var removed);
                oldest = removed.Scan;
            }
        }

        if (oldest is not null)
            await oldest.DisposeAsync();
    }

    /// <summary>Forgets an upload that has ended.</summary>
    public async Task ForgetAsync(Guid id)
    {
        if (Remove(id) is { } scan)
            await scan.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (scan, _) in _scans.Values)
            await scan.DisposeAsync();
    }

    private ContentScan? Remove(Guid id)
    {
        lock (_gate)
            return _scans.Remove(id, out var held) ? held.Scan : null;
    }

    private static async Task CatchUpAsync(ContentScan scan, Guid id, long offset, Blobs growing, CancellationToken ct)
    {
        await using var stream = await growing.OpenGrownAsync(id, ct);
        stream.Position = scan.Bytes;
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            while (scan.Bytes < offset)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, offset - scan.Bytes)), ct);
                await scan.AppendAsync(read > 0 ? buffer.AsMemory(0, read) : throw new EndOfStreamException($"Upload {id} ends before {offset}."));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
