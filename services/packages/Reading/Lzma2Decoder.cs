namespace Distribution.Packages.Reading;

/// <summary>
/// Unpacks LZMA2 from one piece of memory into another. What was unpacked is itself the dictionary, so there is no
/// window to keep, and the most that it may take is known beforehand.
/// </summary>
internal sealed class Lzma2Decoder(byte[] packed, int most)
{
    private readonly LzmaState _lzma = new();
    private byte[] _out = new byte[Math.Min(most, Math.Max(4096, packed.Length * 8))];
    private int _length;
    private int _dictionaryFrom;

    /// <summary>Whether the most that may be unpacked is reached.</summary>
    public bool Full => _length >= most;

    public byte[] Unpacked => _out[.._length];

    /// <summary>Unpacks the chunks of one block and returns the place behind them.</summary>
    public int Block(int at)
    {
        _dictionaryFrom = _length;
        var known = false;
        while (!Full)
        {
            var control = packed.Of(at++, 1)[0];
            switch (control)
            {
                case 0:
                    return at;
                case 1 or 2:
                    at = Plain(at, dictionaryReset: control == 1);
                    break;
                case >= 0x80:
                    known |= control >= 0xc0;
                    at = known ? Packed(control, at) : throw Damaged();
                    break;
                default:
                    throw Damaged();
            }
        }

        return at;
    }

    private static InvalidDataException Damaged() => new("its control archive is damaged");

    private int Plain(int at, bool dictionaryReset)
    {
        var size = (packed.Of(at, 2)[0] << 8) + packed[at + 1] + 1;
        if (dictionaryReset)
            _dictionaryFrom = _length;
        var taken = Room(size);
        packed.Of(at + 2, size)[..taken].CopyTo(_out.AsSpan(_length));
        _length += taken;
        return at + 2 + size;
    }

    private int Packed(byte control, int at)
    {
        var head = packed.Of(at, 4);
        var size = ((control & 0x1f) << 16) + (head[0] << 8) + head[1] + 1;
        var packedSize = (head[2] << 8) + head[3] + 1;
        at += 4;
        if (control >= 0xe0)
            _dictionaryFrom = _length;
        if (control >= 0xc0)
            _lzma.SetProperties(packed.Of(at++, 1)[0]);
        if (control >= 0xa0)
            _lzma.Reset();
        packed.Of(at, packedSize);
        var taken = Room(size);
        _lzma.Decode(packed, at, at + packedSize, _out, _dictionaryFrom, _length, _length + taken);
        _length += taken;
        return at + packedSize;
    }

    private int Room(int size)
    {
        var taken = Math.Min(size, most - _length);
        if (_length + taken > _out.Length)
            Array.Resize(ref _out, (int)Math.Min(most, Math.Max(2L * _out.Length, _length + taken)));
        return taken;
    }
}
