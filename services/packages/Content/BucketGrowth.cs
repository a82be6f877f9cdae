namespace Distribution.Packages.Content;

/// <summary>Gathers what is written into pieces large enough for a bucket; memory holds one of them.</summary>
/// <param name="put">Takes a piece and the place where it begins.</param>
internal sealed class BucketGrowth(long at, Func<long, ReadOnlyMemory<byte>, Task> put) : Stream
{
    /// <summary>S3 takes no parts under 5 MiB but the last.</summary>
    public const int PieceBytes = 8 << 20;

    private byte[] _piece = [];
    private int _filled;
    private long _at = at;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _at + _filled; set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            MakeRoom(buffer.Length);
            var taken = Math.Min(buffer.Length, _piece.Length - _filled);
            buffer[..taken].CopyTo(_piece.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == PieceBytes)
                await FlushAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_filled == 0)
            return;
        await put(_at, _piece.AsMemory(0, _filled));
        _at += _filled;
        _filled = 0;
    }

    public override async ValueTask DisposeAsync()
    {
        // Bytes that came in are kept, even those of a request that broke off.
        await FlushAsync(CancellationToken.None);
        await base.DisposeAsync();
    }

    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Most pieces are whole ones, but small content should not cost 8 MiB.
    private void MakeRoom(int more)
    {
        if (_filled + more > _piece.Length && _piece.Length < PieceBytes)
            Array.Resize(ref _piece, Math.Min(PieceBytes, Math.Max(_filled + more, _piece.Length * 4)));
    }
}
