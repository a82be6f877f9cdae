using System.Numerics;

namespace Distribution.Packages.Reading;

/// <summary>The prefix codes of a Zstandard block's literals, as a table over the longest code.</summary>
internal sealed class HuffmanTable
{
    private const int MostBits = 11;
    private readonly int _bits;
    private readonly byte[] _symbols, _lengths;

    private HuffmanTable(IReadOnlyList<int> weights)
    {
        if (weights.Any(weight => weight > MostBits))
            throw FseTable.Damaged();
        var sum = weights.Sum(weight => weight > 0 ? 1 << (weight - 1) : 0);
        _bits = sum > 0 ? BitOperations.Log2((uint)sum) + 1 : throw FseTable.Damaged();
        // The last symbol's weight is not written: it is what is missing to a power of two.
        var rest = (1 << _bits) - sum;
        if (_bits > MostBits || !BitOperations.IsPow2(rest))
            throw FseTable.Damaged();
        int[] all = [.. weights, BitOperations.Log2((uint)rest) + 1];
        (_symbols, _lengths) = (new byte[1 << _bits], new byte[1 << _bits]);
        var at = 0;
        for (var weight = 1; weight <= _bits; weight++)
        {
            for (var symbol = 0; symbol < all.Length; symbol++)
            {
                if (all[symbol] != weight)
                    continue;
                _symbols.AsSpan(at, 1 << (weight - 1)).Fill((byte)symbol);
                _lengths.AsSpan(at, 1 << (weight - 1)).Fill((byte)(_bits + 1 - weight));
                at += 1 << (weight - 1);
            }
        }
    }

    /// <summary>Reads a table's description and moves on behind it.</summary>
    public static HuffmanTable Read(byte[] bytes, ref int at, int end)
    {
        int head = bytes.Of(at++, 1)[0];
        var size = head < 128 ? head : (head - 126) / 2;
        if (at + size > end)
            throw FseTable.Damaged();
        var weights = head < 128 ? PackedWeights(bytes, at, at + size) : PlainWeights(bytes, at, head - 127);
        at += size;
        return weights.Count <= 255 ? new HuffmanTable(weights) : throw FseTable.Damaged();
    }

    /// <summary>Unpacks literals that lie in one stream or in four.</summary>
    public byte[] Unpack(byte[] bytes, int from, int to, int size, int streams)
    {
        var unpacked = new byte[size];
        if (streams == 1)
        {
            Unpack(new BackwardBits(bytes, from, to), unpacked);
            return unpacked;
        }

        var ends = new int[4];
        var (at, share) = (from + 6, (size + 3) / 4);
        for (var i = 0; i < 4; i++)
            ends[i] = i < 3 ? (i == 0 ? at : ends[i - 1]) + bytes.U16(from + (2 * i)) : to;
        for (var i = 0; i < 4; i++)
        {
            if (at > ends[i] || ends[i] > to || i * share > size)
                throw FseTable.Damaged();
            Unpack(new BackwardBits(bytes, at, ends[i]), unpacked.AsSpan(i * share, i < 3 ? Math.Min(share, size - (i * share)) : size - (3 * share)));
            at = ends[i];
        }

        return unpacked;
    }

    private static List<int> PlainWeights(byte[] bytes, int at, int count)
    {
        var weights = new List<int>(count);
        for (var i = 0; i < count; i++)
            weights.Add(bytes.Of(at + (i / 2), 1)[0] >> (i % 2 == 0 ? 4 : 0) & 15);
        return weights;
    }

    // Two states take turns; the one whose turn comes when the bits are over says the last symbol.
    private static List<int> PackedWeights(byte[] bytes, int at, int end)
    {
        var table = FseTable.Read(bytes, ref at, 6);
        var bits = new BackwardBits(bytes, at, end);
        var (now, other) = (bits.Take(table.Log), bits.Take(table.Log));
        var weights = new List<int>();
        while (weights.Count < 255)
        {
            weights.Add(table.Symbol(now));
            now = table.Next(now, bits);
            (now, other) = (other, now);
            if (bits.Left >= 0)
                continue;
            weights.Add(table.Symbol(now));
            return weights;
        }

        throw FseTable.Damaged();
    }

    private void Unpack(BackwardBits bits, Span<byte> unpacked)
    {
        var state = bits.Take(_bits);
        for (var i = 0; i < unpacked.Length; i++)
        {
            unpacked[i] = _symbols[state];
            var length = _lengths[state];
            state = ((state << length) + bits.Take(length)) & ((1 << _bits) - 1);
        }

        if (bits.Left != -_bits)
            throw FseTable.Damaged();
    }
}
