namespace Distribution.Packages.Reading;

/// <summary>
/// Unpacks the .zst of a Debian control archive (RFC 8878) into one piece of memory, which is its own window. The
/// framework has no such reader, and no library that reads it restores. Sums in the file are not compared.
/// </summary>
internal static class Zstandard
{
    private const uint Frame = 0xfd2fb528, Skippable = 0x184d2a50;

    /// <summary>Unpacks at most so many bytes; what would be beyond them is left away.</summary>
    /// <exception cref="InvalidDataException">It is damaged or needs a dictionary.</exception>
    public static byte[] Unpack(byte[] packed, int most)
    {
        var output = new ZstandardOutput(most);
        for (var at = 0L; at < packed.Length && !output.Full;)
        {
            var magic = packed.U32(at);
            if ((magic & 0xfffffff0) == Skippable)
                at += 8L + packed.U32(at + 4);
            else
                at = magic == Frame ? ReadFrame(packed, at + 4, output) : throw new InvalidDataException("its control archive is not in the format Zstandard");
        }

        return output.Unpacked;
    }

    private static long ReadFrame(byte[] packed, long at, ZstandardOutput output)
    {
        var descriptor = packed.Of(at, 1)[0];
        var single = (descriptor & 0x20) != 0;
        if ((descriptor & 3) != 0)
            throw new InvalidDataException("its control archive needs a dictionary");
        at += 1 + (single ? 0 : 1) + ((descriptor >> 6) switch { 0 => single ? 1 : 0, 1 => 2, 2 => 4, _ => 8 });
        var blocks = new ZstandardBlocks(packed, output);
        output.BeginFrame();
        for (var last = false; !last && !output.Full;)
        {
            var head = packed.Of(at, 3);
            var size = (head[0] >> 3) + (head[1] << 5) + (head[2] << 13);
            last = (head[0] & 1) != 0;
            at += 3;
            at += blocks.Read(head[0] >> 1 & 3, at, size);
        }

        return at + ((descriptor & 4) != 0 ? 4 : 0);
    }
}

/// <summary>What was unpacked so far; matches reach back into it, but not beyond their frame.</summary>
internal sealed class ZstandardOutput(int most)
{
    private byte[] _bytes = new byte[Math.Min(most, 1 << 16)];
    private int _length;
    private int _frameFrom;

    public bool Full => _length >= most;

    public byte[] Unpacked => _bytes[.._length];

    public void BeginFrame() => _frameFrom = _length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var taken = Room(bytes.Length);
        bytes[..taken].CopyTo(_bytes.AsSpan(_length));
        _length += taken;
    }

    public void Repeat(byte value, int count)
    {
        var taken = Room(count);
        _bytes.AsSpan(_length, taken).Fill(value);
        _length += taken;
    }

    public void Copy(long distance, int count)
    {
        if (distance <= 0 || distance > _length - _frameFrom)
            throw FseTable.Damaged();
        for (var left = Room(count); left > 0; left--, _length++)
            _bytes[_length] = _bytes[_length - (int)distance];
    }

    private int Room(int count)
    {
        var taken = Math.Min(count, most - _length);
        if (_length + taken > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(most, Math.Max(2L * _bytes.Length, _length + taken)));
        return taken;
    }
}
