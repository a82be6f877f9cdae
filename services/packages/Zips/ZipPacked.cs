namespace Distribution.Packages.Zips;

/// <summary>An entry's packed bytes as the inflater takes them; it takes more than it needs, so it is known what it took last.</summary>
internal sealed class ZipPacked(ZipSource source, long size) : Stream
{
    /// <summary>The most that the inflater gets at once, and so the most that it can have taken too much.</summary>
    private const int Most = 8192;

    public long Taken { get; private set; }

    public int TakenLast { get; private set; }

    /// <summary>Whether the packed data did not end where its size says.</summary>
    public bool WantedMore { get; private set; }

    /// <summary>Whether the zip ended where more was wanted.</summary>
    public bool IsCutOff { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var most = Math.Min(Math.Min(buffer.Length, Most), size - Taken);
        WantedMore = most == 0;
        if (WantedMore)
            return 0;
        var some = await source.TakeSomeAsync(most, cancellationToken);
        IsCutOff = some.IsEmpty;
        some.CopyTo(buffer);
        Taken += some.Length;
        TakenLast = some.Length;
        return some.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
