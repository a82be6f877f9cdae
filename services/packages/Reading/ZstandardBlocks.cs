namespace Distribution.Packages.Reading;

/// <summary>The blocks of one Zstandard frame; a block may use the tables and the last distances of the ones before it.</summary>
internal sealed class ZstandardBlocks(byte[] packed, ZstandardOutput output)
{
    private const int MostInBlock = 128 << 10;

    private static readonly FseTable LiteralLengths = new([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6);
    private static readonly FseTable Offsets = new([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5);
    private static readonly FseTable MatchLengths = new([1, 4, 3, 2, 2, 2, 2, 2, 2, .. Enumerable.Repeat(1, 37), -1, -1, -1, -1, -1, -1, -1], 6);

    private static readonly int[] LiteralBits = [.. new int[16], 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private static readonly int[] MatchBits = [.. new int[32], 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private static readonly int[] LiteralBases = Bases(0, LiteralBits), MatchBases = Bases(3, MatchBits);

    private readonly long[] _distances = [1, 4, 8];
    private HuffmanTable? _huffman;
    private FseTable? _literalLengths, _offsets, _matchLengths;

    /// <summary>Unpacks one block and returns how many bytes of the file it took.</summary>
    public int Read(int kind, long at, int size)
    {
        switch (kind)
        {
            case 0:
                output.Write(packed.Of(at, size));
                return size;
            case 1:
                output.Repeat(packed.Of(at, 1)[0], Math.Min(size, MostInBlock));
                return 1;
            case 2 when size <= MostInBlock:
                ReadPacked(packed.Of(at, size).ToArray());
                return size;
            default:
                throw FseTable.Damaged();
        }
    }

    // Each code stands for a base with some further bits: the next base is where these bits end.
    private static int[] Bases(int first, int[] bits)
    {
        var bases = new int[bits.Length];
        for (var code = 0; code < bits.Length; first += 1 << bits[code++])
            bases[code] = first;
        return bases;
    }

    private void ReadPacked(byte[] block)
    {
        var (literals, at) = ReadLiterals(block);
        var count = (int)block.Of(at++, 1)[0];
        if (count == 255)
            (count, at) = (block.U16(at) + 0x7f00, at + 2);
        else if (count >= 128)
            count = ((count - 128) << 8) + block.Of(at++, 1)[0];
        if (count == 0)
        {
            output.Write(literals);
            return;
        }

        int modes = block.Of(at++, 1)[0];
        _literalLengths = Table(modes >> 6, block, ref at, _literalLengths, LiteralLengths, 9, LiteralBits.Length);
        _offsets = Table(modes >> 4 & 3, block, ref at, _offsets, Offsets, 8, 31);
        _matchLengths = Table(modes >> 2 & 3, block, ref at, _matchLengths, MatchLengths, 9, MatchBits.Length);
        Play(literals, count, new BackwardBits(block, at, block.Length));
    }

    private static FseTable Table(int mode, byte[] block, ref int at, FseTable? before, FseTable usual, int mostLog, int symbols)
    {
        var table = mode switch
        {
            0 => usual,
            1 => FseTable.Only(block.Of(at++, 1)[0]),
            2 => FseTable.Read(block, ref at, mostLog),
            _ => before ?? throw FseTable.Damaged(),
        };
        return table.Symbols <= symbols ? table : throw FseTable.Damaged();
    }

    private void Play(byte[] literals, int count, BackwardBits bits)
    {
        var (literal, offset, match) = (bits.Take(_literalLengths!.Log), bits.Take(_offsets!.Log), bits.Take(_matchLengths!.Log));
        var taken = 0;
        for (var i = 0; i < count && !output.Full; i++)
        {
            if (i > 0)
            {
                literal = _literalLengths.Next(literal, bits);
                match = _matchLengths.Next(match, bits);
                offset = _offsets.Next(offset, bits);
            }

            int literalCode = _literalLengths.Symbol(literal), matchCode = _matchLengths.Symbol(match), offsetCode = _offsets.Symbol(offset);
            var distance = (1L << offsetCode) + bits.Take(offsetCode);
            var matched = MatchBases[matchCode] + bits.Take(MatchBits[matchCode]);
            var plain = LiteralBases[literalCode] + bits.Take(LiteralBits[literalCode]);
            if (bits.Left < 0)
                throw FseTable.Damaged();
            output.Write(literals.Of(taken, plain));
            taken += plain;
            output.Copy(Distance(distance, plain == 0), matched);
        }

        output.Write(literals.AsSpan(taken));
    }

    // The three last distances have numbers of their own, which mean the next ones when no literals came before.
    private long Distance(long said, bool afterMatch)
    {
        var which = said > 3 ? 3 : (int)said - 1 + (afterMatch ? 1 : 0);
        var distance = said > 3 ? said - 3 : which < 3 ? _distances[which] : _distances[0] - 1;
        if (which > 1)
            _distances[2] = _distances[1];
        if (which > 0)
            _distances[1] = _distances[0];
        return _distances[0] = distance;
    }

    private (byte[] Literals, int At) ReadLiterals(byte[] block)
    {
        var first = block.Of(0, 1)[0];
        var format = first >> 2 & 3;
        if ((first & 2) == 0)
        {
            var at = format switch { 1 => 2, 3 => 3, _ => 1 };
            var size = at switch { 1 => first >> 3, 2 => block.U16(0) >> 4, _ => (block.Of(0, 3)[0] >> 4) + (block[1] << 4) + (block[2] << 12) };
            if (size > MostInBlock)
                throw FseTable.Damaged();
            if ((first & 1) == 0)
                return (block.Of(at, size).ToArray(), at + size);
            var repeated = new byte[size];
            Array.Fill(repeated, block.Of(at, 1)[0]);
            return (repeated, at + 1);
        }

        var (headBytes, widths) = format switch { 2 => (4, 14), 3 => (5, 18), _ => (3, 10) };
        var head = 0L;
        for (var i = headBytes - 1; i >= 0; i--)
            head = (head << 8) + block.Of(i, 1)[0];
        int unpackedBytes = (int)(head >> 4 & ((1 << widths) - 1)), packedBytes = (int)(head >> (4 + widths));
        block.Of(headBytes, packedBytes);
        if (unpackedBytes > MostInBlock)
            throw FseTable.Damaged();
        var from = headBytes;
        if ((first & 1) == 0)
            _huffman = HuffmanTable.Read(block, ref from, headBytes + packedBytes);
        if (_huffman is null)
            throw FseTable.Damaged();
        return (_huffman.Unpack(block, from, headBytes + packedBytes, unpackedBytes, streams: format == 0 ? 1 : 4), headBytes + packedBytes);
    }
}
