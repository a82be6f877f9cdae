using System.Numerics;

namespace Distribution.Packages.Reading;

/// <summary>A table of finite state entropy: each state is a symbol, and says how many bits lead to the next state.</summary>
internal sealed class FseTable
{
    private readonly byte[] _symbols, _bits;
    private readonly ushort[] _bases;

    /// <summary>Builds the table from how often each symbol occurs of 2^log times; -1 is less than once.</summary>
    public FseTable(IReadOnlyList<int> occurrences, int log)
    {
        var size = 1 << log;
        (Log, Symbols) = (log, occurrences.Count);
        (_symbols, _bits, _bases) = (new byte[size], new byte[size], new ushort[size]);
        var next = new int[occurrences.Count];
        var high = size;
        for (var symbol = 0; symbol < occurrences.Count; symbol++)
        {
            next[symbol] = Math.Abs(occurrences[symbol]);
            if (occurrences[symbol] == -1)
                _symbols[--high] = (byte)symbol;
        }

        var at = 0;
        for (var symbol = 0; symbol < occurrences.Count; symbol++)
        {
            for (var i = 0; i < occurrences[symbol]; i++)
            {
                _symbols[at] = (byte)symbol;
                do
                    at = (at + (size >> 1) + (size >> 3) + 3) & (size - 1);
                while (at >= high);
            }
        }

        for (var state = 0; state < size; state++)
        {
            var number = next[_symbols[state]]++;
            _bits[state] = (byte)(log - BitOperations.Log2((uint)number));
            _bases[state] = (ushort)((number << _bits[state]) - size);
        }
    }

    private FseTable(byte only) => (Log, Symbols, _symbols, _bits, _bases) = (0, only + 1, [only], [0], [0]);

    /// <summary>A state has so many bits.</summary>
    public int Log { get; }

    /// <summary>One more than the greatest symbol.</summary>
    public int Symbols { get; }

    public static FseTable Only(byte symbol) => new(symbol);

    public static InvalidDataException Damaged() => new("its control archive is damaged");

    /// <summary>Reads a table's description and moves on behind it.</summary>
    public static FseTable Read(byte[] bytes, ref int at, int mostLog)
    {
        var bits = new ForwardBits(bytes, at);
        var log = 5 + bits.Take(4);
        if (log > mostLog)
            throw Damaged();
        var occurrences = new List<int>();
        for (var left = 1 << log; left > 0;)
        {
            // A number that cannot be greater than what is left takes a bit less when it is small.
            var width = BitOperations.Log2((uint)left + 1) + 1;
            int value = bits.Take(width), low = (1 << (width - 1)) - 1, threshold = (1 << width) - 2 - left;
            if ((value & low) < threshold)
            {
                bits.Back(1);
                value &= low;
            }
            else if (value > low)
            {
                value -= threshold;
            }

            occurrences.Add(value - 1);
            left -= Math.Abs(value - 1);
            for (var more = value == 1 ? 3 : 0; more == 3;)
            {
                more = bits.Take(2);
                occurrences.AddRange(Enumerable.Repeat(0, more));
            }

            if (left < 0 || occurrences.Count > 256)
                throw Damaged();
        }

        at = bits.NextByte;
        return new FseTable(occurrences, log);
    }

    public int Symbol(int state) => _symbols[state];

    public int Next(int state, BackwardBits bits) => _bases[state] + bits.Take(_bits[state]);
}

/// <summary>Bits from the lowest of the first byte on.</summary>
internal sealed class ForwardBits(byte[] bytes, int at)
{
    private long _bit = 8L * at;

    /// <summary>The first byte that no bit was taken of.</summary>
    public int NextByte => (int)((_bit + 7) / 8);

    public int Take(int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, _bit++)
            value |= (bytes.Of(_bit / 8, 1)[0] >> (int)(_bit % 8) & 1) << i;
        return value;
    }

    public void Back(int count) => _bit -= count;
}

/// <summary>Bits from the end backwards, beginning below the highest one that is set in the last byte; before the first bit come zeros.</summary>
internal sealed class BackwardBits
{
    private readonly byte[] _bytes;
    private readonly int _from;

    public BackwardBits(byte[] bytes, int from, int to)
    {
        var last = bytes.Of(from, to - from) is [.., var end] && end != 0 ? end : throw FseTable.Damaged();
        (_bytes, _from) = (bytes, from);
        Left = (8 * (to - from - 1)) + BitOperations.Log2(last);
    }

    /// <summary>How many bits there still are; negative when more were taken.</summary>
    public int Left { get; private set; }

    public int Take(int count)
    {
        Left -= count;
        var value = 0UL;
        var at = Left < 0 ? 0 : Left / 8;
        for (var i = 4; i >= 0; i--)
            value = (value << 8) | (_from + at + i < _bytes.Length ? _bytes[_from + at + i] : 0UL);
        if (Left <= -count)
            return 0;
        var wanted = Left < 0 ? value << -Left : value >> (Left % 8);
        return (int)(wanted & ((1UL << count) - 1));
    }
}
