namespace Distribution.Agent.Placement;

/// <summary>
/// Counts what is really read, since a zip's own size fields are only what its maker says, and compares the CRC-32 at the
/// end: .NET inflates a damaged entry to rubbish without a word.
/// </summary>
internal sealed class EntryStream(Stream inner, long limit, string name, uint crc32) : Stream
{
    private static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(Entry)];

    private uint crc = uint.MaxValue;

    public long Total { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Total; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Check(buffer[..read]);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Check(ReadOnlySpan<byte> bytes)
    {
        Total += bytes.Length;
        if (Total > limit)
            throw new InvalidDataException($"The zip inflates to more than {ZipContents.Limit:N0} bytes, at '{name}'.");
        foreach (var one in bytes)
            crc = table[(byte)(crc ^ one)] ^ (crc >> 8);
        if (bytes.IsEmpty && ~crc != crc32)
            throw new InvalidDataException($"The zip's entry '{name}' is damaged.");
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
        return value;
    }
}
