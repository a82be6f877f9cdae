using System.Buffers.Binary;

namespace Distribution.Packages.Zips;

/// <summary>
/// Reads a stream forward, once, and knows its place. Up to <see cref="Remembered"/> bytes can be given back: inflating reads
/// ahead, and only afterwards is it known how far the packed data really went.
/// </summary>
internal sealed class ZipSource(Stream inner)
{
    /// <summary>How many of the bytes taken last can be given back; the framework's inflater reads 8 KB at a time.</summary>
    public const int Remembered = 1 << 14;

    private readonly byte[] _buffer = new byte[Remembered + (1 << 16)];
    private int _start;
    private int _end;

    /// <summary>How many bytes were taken.</summary>
    public long Position { get; private set; }

    /// <summary>Waits until some bytes can be looked at; fewer come only at the end of the stream. At most <see cref="Remembered"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken ct)
    {
        while (_end - _start < count && await FillAsync(ct))
        {
        }

        return _buffer.AsMemory(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes some bytes for good.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(int count, CancellationToken ct)
    {
        var bytes = await PeekAsync(count, ct);
        if (bytes.Length < count)
            throw new EndOfStreamException();
        Move(count);
        return bytes;
    }

    /// <summary>Takes what is there, at least one byte and at most some; none at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> TakeSomeAsync(long most, CancellationToken ct)
    {
        if (_start == _end)
            await FillAsync(ct);
        var count = (int)Math.Min(most, _end - _start);
        Move(count);
        return _buffer.AsMemory(_start - count, count);
    }

    /// <summary>Takes bytes away without looking.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    public async ValueTask SkipAsync(long count, CancellationToken ct)
    {
        while (count > 0)
        {
            var some = await TakeSomeAsync(count, ct);
            count -= some.Length > 0 ? some.Length : throw new EndOfStreamException();
        }
    }

    /// <summary>Gives the bytes taken last back, at most <see cref="Remembered"/>.</summary>
    public void GiveBack(int count) => Move(-count);

    public static ushort U16(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[at..]);
    public static uint U32(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]);
    public static ulong U64(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]);

    private void Move(int count)
    {
        _start += count;
        Position += count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_end > _buffer.Length - Remembered)
        {
            var keep = Math.Max(0, _start - Remembered);
            _buffer.AsSpan(keep, _end - keep).CopyTo(_buffer);
            (_start, _end) = (_start - keep, _end - keep);
        }

        var read = await inner.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        return read > 0;
    }
}
