namespace Distribution.Packages.Reading;

/// <summary>LZMA itself: a range coder over bits whose likelihoods adapt, and matches with what was unpacked before.</summary>
internal sealed class LzmaState
{
    private const ushort Even = 1024;

    private readonly ushort[] _isMatch = new ushort[12 << 4], _isRep0Long = new ushort[12 << 4];
    private readonly ushort[] _isRep = new ushort[12], _isRep0 = new ushort[12], _isRep1 = new ushort[12], _isRep2 = new ushort[12];
    private readonly ushort[] _slots = new ushort[4 << 6], _distances = new ushort[128], _aligned = new ushort[16];
    private readonly Lengths _matchLengths = new(), _repLengths = new();
    private readonly uint[] _reps = new uint[4];
    private readonly ushort[] _literals = new ushort[0x300 << 4];
    private int _literalContext, _literalPosition, _positionMask, _state;

    private byte[] _in = [];
    private int _at, _end;
    private uint _range, _code;

    public void SetProperties(byte value)
    {
        if (value >= 225 || (value % 9) + (value / 9 % 5) > 4)
            throw Damaged();
        _literalContext = value % 9;
        _literalPosition = value / 9 % 5;
        _positionMask = (1 << (value / 45)) - 1;
    }

    public void Reset()
    {
        ushort[][] all = [_isMatch, _isRep0Long, _isRep, _isRep0, _isRep1, _isRep2, _slots, _distances, _aligned, _literals];
        foreach (var odds in all)
            Array.Fill(odds, Even);
        _matchLengths.Reset();
        _repLengths.Reset();
        Array.Clear(_reps);
        _state = 0;
    }

    /// <summary>Unpacks one chunk into the output from one place to another; matches may reach back to where the dictionary begins.</summary>
    public void Decode(byte[] packed, int at, int end, byte[] output, int dictionaryFrom, int from, int to)
    {
        (_in, _at, _end, _range, _code) = (packed, at + 1, end, 0xffffffff, 0);
        for (var i = 0; i < 4; i++)
            _code = (_code << 8) | NextByte();
        while (from < to)
        {
            // The positions that odds depend on count from the dictionary's beginning.
            var position = (from - dictionaryFrom) & _positionMask;
            if (Bit(_isMatch, (_state << 4) + position) == 0)
            {
                output[from] = Literal(output, dictionaryFrom, from);
                from++;
                _state = _state < 4 ? 0 : _state < 10 ? _state - 3 : _state - 6;
                continue;
            }

            var length = Match(position);
            if (_reps[0] >= (uint)(from - dictionaryFrom))
                throw Damaged();
            // The last match of what fits may be cut off: nothing behind it is wanted.
            for (var i = Math.Min(length, to - from); i > 0; i--, from++)
                output[from] = output[from - (int)_reps[0] - 1];
        }
    }

    private static InvalidDataException Damaged() => new("its control archive is damaged");

    private byte Literal(byte[] output, int dictionaryFrom, int from)
    {
        var before = from > dictionaryFrom ? output[from - 1] : 0;
        var odds = 0x300 * ((((from - dictionaryFrom) & ((1 << _literalPosition) - 1)) << _literalContext) + (before >> (8 - _literalContext)));
        var symbol = 1;
        if (_state >= 7)
        {
            if (_reps[0] >= (uint)(from - dictionaryFrom))
                throw Damaged();
            int matched = output[from - (int)_reps[0] - 1];
            while (symbol < 0x100)
            {
                var expected = (matched >> 7) & 1;
                matched <<= 1;
                var bit = Bit(_literals, odds + ((1 + expected) << 8) + symbol);
                symbol = (symbol << 1) | bit;
                if (bit != expected)
                    break;
            }
        }

        while (symbol < 0x100)
            symbol = (symbol << 1) | Bit(_literals, odds + symbol);
        return (byte)symbol;
    }

    // Leaves the distance in the first place of the last four, and returns the length.
    private int Match(int position)
    {
        if (Bit(_isRep, _state) == 0)
        {
            (_reps[3], _reps[2], _reps[1]) = (_reps[2], _reps[1], _reps[0]);
            var length = _matchLengths.Read(this, position);
            _state = _state < 7 ? 7 : 10;
            _reps[0] = Distance(Math.Min(length - 2, 3));
            return length;
        }

        if (Bit(_isRep0, _state) == 0)
        {
            if (Bit(_isRep0Long, (_state << 4) + position) == 0)
            {
                _state = _state < 7 ? 9 : 11;
                return 1;
            }
        }
        else
        {
            var which = Bit(_isRep1, _state) == 0 ? 1 : Bit(_isRep2, _state) == 0 ? 2 : 3;
            var distance = _reps[which];
            for (; which > 0; which--)
                _reps[which] = _reps[which - 1];
            _reps[0] = distance;
        }

        _state = _state < 7 ? 8 : 11;
        return _repLengths.Read(this, position);
    }

    private uint Distance(int lengthState)
    {
        var slot = Tree(_slots, lengthState << 6, 6);
        if (slot < 4)
            return (uint)slot;
        var bits = (slot >> 1) - 1;
        var distance = (uint)(2 | (slot & 1)) << bits;
        if (slot < 14)
            return distance + Backwards(_distances, (int)distance - slot, bits);
        for (var i = bits - 1; i >= 4; i--)
            distance |= DirectBit() << i;
        return distance + Backwards(_aligned, 0, 4);
    }

    private int Tree(ushort[] odds, int from, int bits)
    {
        var symbol = 1;
        for (var i = 0; i < bits; i++)
            symbol = (symbol << 1) | Bit(odds, from + symbol);
        return symbol - (1 << bits);
    }

    private uint Backwards(ushort[] odds, int from, int bits)
    {
        var symbol = 1;
        var value = 0u;
        for (var i = 0; i < bits; i++)
        {
            var bit = Bit(odds, from + symbol);
            symbol = (symbol << 1) | bit;
            value |= (uint)bit << i;
        }

        return value;
    }

    private int Bit(ushort[] odds, int index)
    {
        Fill();
        var bound = (_range >> 11) * odds[index];
        if (_code < bound)
        {
            _range = bound;
            odds[index] += (ushort)((2048 - odds[index]) >> 5);
            return 0;
        }

        _range -= bound;
        _code -= bound;
        odds[index] -= (ushort)(odds[index] >> 5);
        return 1;
    }

    private uint DirectBit()
    {
        Fill();
        _range >>= 1;
        if (_code < _range)
            return 0;
        _code -= _range;
        return 1;
    }

    private void Fill()
    {
        if (_range >= 1 << 24)
            return;
        _range <<= 8;
        _code = (_code << 8) | NextByte();
    }

    private byte NextByte() => _at < _end ? _in[_at++] : throw Damaged();

    private sealed class Lengths
    {
        private readonly ushort[] _choice = new ushort[2], _low = new ushort[16 << 3], _middle = new ushort[16 << 3], _high = new ushort[256];

        public void Reset()
        {
            ushort[][] all = [_choice, _low, _middle, _high];
            foreach (var odds in all)
                Array.Fill(odds, Even);
        }

        public int Read(LzmaState lzma, int position) =>
            lzma.Bit(_choice, 0) == 0 ? 2 + lzma.Tree(_low, position << 3, 3)
            : lzma.Bit(_choice, 1) == 0 ? 10 + lzma.Tree(_middle, position << 3, 3)
            : 18 + lzma.Tree(_high, 0, 8);
    }
}
