namespace Distribution.Packages.Reading;

/// <summary>
/// Unpacks the .xz of a Debian control archive into one piece of memory. The framework has no such reader, and no
/// library that reads it restores. The sums in the file are not compared: its whole content was, by its SHA-256.
/// </summary>
internal static class Xz
{
    private const byte Lzma2 = 0x21;

    /// <summary>Unpacks at most so many bytes; what would be beyond them is left away.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or packed in a way that Debian does not use.</exception>
    public static byte[] Unpack(byte[] packed, int most)
    {
        if (packed.Length < 12 || !packed.Of(0, 6).SequenceEqual((byte[])[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
            throw new InvalidDataException("its control archive is not in the format xz");
        var sumBytes = SumBytes(packed[7] & 0x0f);
        var at = 12;
        var decoder = new Lzma2Decoder(packed, most);
        while (packed.Of(at, 1)[0] is not 0 and var size && !decoder.Full)
        {
            var headerBytes = (size + 1) * 4;
            CheckFilters(packed.Of(at, headerBytes));
            at = decoder.Block(at + headerBytes);
            at = ((at + 3) / 4 * 4) + sumBytes;
        }

        return decoder.Unpacked;
    }

    private static int SumBytes(int kind) => kind switch { 0 => 0, <= 3 => 4, <= 6 => 8, <= 9 => 16, <= 12 => 32, _ => 64 };

    private static void CheckFilters(ReadOnlySpan<byte> header)
    {
        var at = 2;
        if ((header[1] & 0x3f) != 0)
            throw new InvalidDataException("its control archive is packed with more than one filter");
        for (var lengths = (header[1] >> 6 & 1) + (header[1] >> 7); lengths > 0; lengths--)
        {
            while (at < header.Length && header[at] >= 0x80)
                at++;
            at++;
        }

        if (at >= header.Length || header[at] != Lzma2)
            throw new InvalidDataException("its control archive is packed with an unknown filter");
    }
}
