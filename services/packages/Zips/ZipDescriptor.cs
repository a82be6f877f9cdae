namespace Distribution.Packages.Zips;

/// <summary>
/// Finds the record with CRC and sizes that follows an entry's data when its maker did not know them before. It has four
/// forms (with and without a signature, 32 and 64 bits), and only agreement with what was counted shows where it is.
/// </summary>
internal sealed class ZipDescriptor(ZipSource source, ZipEntry entry)
{
    private const int Longest = 24, Signed = 4;
    private const uint Signature = 0x08074b50;

    private static readonly (int Start, bool IsWide)[] Forms = [(Signed, false), (Signed, true), (0, false), (0, true)];

    /// <summary>After inflating: the record lies somewhere in the bytes that the inflater took last, or directly behind them.</summary>
    public async Task FindBehindPackedAsync(ZipPacked packed, CancellationToken ct)
    {
        var takenBefore = packed.Taken - packed.TakenLast;
        source.GiveBack(packed.TakenLast);
        var window = await source.PeekAsync(packed.TakenLast + Longest + 2, ct);
        for (var at = 0; at <= packed.TakenLast; at++)
        {
            entry.Packed = takenBefore + at;
            if (LengthAt(window[at..], alsoUnsigned: true) is not { } length)
                continue;
            await source.TakeAsync(at + length, ct);
            return;
        }

        throw window.Length < Longest ? new EndOfStreamException() : entry.Refused("is damaged, or the record behind it is: neither its size nor its CRC-32 is the declared one");
    }

    /// <summary>
    /// Stored bytes do not say where they end, so the first record that agrees with everything before it ends them. Were it
    /// part of the data and not the end, the directory could not agree with what follows, and the zip is refused.
    /// </summary>
    public async Task FindBehindStoredAsync(Action<ZipEntry, ReadOnlySpan<byte>> count, CancellationToken ct)
    {
        while (true)
        {
            var window = await source.PeekAsync(ZipSource.Remembered, ct);
            entry.Packed = entry.Size;
            if (LengthAt(window, alsoUnsigned: entry.Size == 0) is { } length)
            {
                await source.TakeAsync(length, ct);
                return;
            }

            if (window.Length < Signed)
                throw new EndOfStreamException();
            var next = window.Span[1..].IndexOf("PK\u0007\u0008"u8);
            // A signature may be cut by the end of what can be seen now.
            var data = await source.TakeAsync(next < 0 ? Math.Max(1, window.Length - Signed + 1) : next + 1, ct);
            count(entry, data.Span);
        }
    }

    // An empty entry agrees with the short and the long form, and zeros with many: what follows must be the next record.
    private int? LengthAt(ReadOnlyMemory<byte> bytes, bool alsoUnsigned)
    {
        foreach (var (start, wide) in Forms)
        {
            var length = start + (wide ? 20 : 12);
            if ((start > 0 || alsoUnsigned) && bytes.Length >= length + 2 && bytes.Span[length..].StartsWith("PK"u8) && Agrees(bytes, start, wide))
                return length;
        }

        return null;
    }

    private bool Agrees(ReadOnlyMemory<byte> bytes, int start, bool wide) =>
        ZipSource.U32(bytes, start) == entry.Crc
        && (start == 0 || ZipSource.U32(bytes, 0) == Signature)
        && (wide
            ? (long)ZipSource.U64(bytes, start + 4) == entry.Packed && (long)ZipSource.U64(bytes, start + 12) == entry.Size
            : ZipSource.U32(bytes, start + 4) == entry.Packed && ZipSource.U32(bytes, start + 8) == entry.Size);
}
