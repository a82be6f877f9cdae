using System.Buffers.Binary;
using System.Text;

namespace Distribution.Packages.Content;

/// <summary>One line of a zip's central directory.</summary>
internal sealed record ZipEntry(
    string Name, byte[] RawName, int Method, int Flags, long PackedSize, long DeclaredSize, long HeaderAt, uint Attributes)
{
    public bool IsFolder => Name.EndsWith('/') || Name.EndsWith('\\');
}

/// <summary>
/// Reads a zip's central directory with bounded memory. The framework's reader loads as many entries as a file cares to
/// hold, before anybody can object; this one stops at the limit.
/// </summary>
internal sealed class ZipDirectory(Stream zip, int mostEntries)
{
    private const long MostDirectoryBytes = 64L << 20;
    private const uint EndSignature = 0x06054b50, End64Signature = 0x06064b50, Locator64Signature = 0x07064b50, EntrySignature = 0x02014b50;

    /// <summary>Where the directory begins, and so where the last entry's data must have ended.</summary>
    public long StartsAt { get; private set; }

    /// <summary>All entries in the directory's order.</summary>
    /// <exception cref="InvalidDataException">Says which rule the file breaks.</exception>
    public List<ZipEntry> Read()
    {
        var endAt = FindEnd(out var end);
        long count = U16(end, 10), size = U32(end, 12), start = U32(end, 16);
        if (U16(end, 4) != 0 || U16(end, 6) != 0)
            throw new InvalidDataException("the zip is split over several files");
        var directoryEnds = endAt;
        if (count == 0xffff || size == 0xffffffff || start == 0xffffffff)
            (count, size, start, directoryEnds) = ReadEnd64(endAt);
        if (count > mostEntries)
            throw new InvalidDataException($"the zip has {count} entries; at most {mostEntries} are allowed");
        if (size > MostDirectoryBytes)
            throw new InvalidDataException($"the zip's directory has {size} bytes; at most {MostDirectoryBytes} are allowed");
        if (start < 0 || size < 0 || start + size != directoryEnds)
            throw new InvalidDataException("the zip's directory is not where its end says");

        StartsAt = start;
        zip.Position = start;
        using var directory = new BinaryReader(new BufferedStream(new BoundedStream(zip, size), 1 << 16));
        var entries = new List<ZipEntry>((int)count);
        for (var i = 0; i < count; i++)
            entries.Add(ReadEntry(directory));
        if (directory.Read() >= 0)
            throw new InvalidDataException("the zip's directory holds more entries than its end says");
        return entries;
    }

    private long FindEnd(out byte[] end)
    {
        var tail = new byte[Math.Min(zip.Length, 22 + ushort.MaxValue)];
        zip.Position = zip.Length - tail.Length;
        zip.ReadExactly(tail);
        for (var at = tail.Length - 22; at >= 0; at--)
        {
            if (U32(tail, at) != EndSignature)
                continue;
            // Readers disagree about an end mark inside a comment; only one that closes the file exactly is unambiguous.
            if (at + 22 + U16(tail, at + 20) != tail.Length)
                throw new InvalidDataException("the zip's end is ambiguous");
            end = tail[at..(at + 22)];
            return zip.Length - tail.Length + at;
        }

        throw new InvalidDataException("this is not a zip, or its end is missing");
    }

    private (long Count, long Size, long Start, long EndsAt) ReadEnd64(long endAt)
    {
        var locator = ReadAt(endAt - 20, 20);
        if (U32(locator, 0) != Locator64Signature)
            throw new InvalidDataException("the zip's 64-bit end is missing");
        var at = (long)U64(locator, 8);
        var end = ReadAt(at, 56);
        if (U32(end, 0) != End64Signature || at + 12 + (long)U64(end, 4) != endAt - 20)
            throw new InvalidDataException("the zip's 64-bit end is not where its locator says");
        return ((long)U64(end, 32), (long)U64(end, 40), (long)U64(end, 48), at);
    }

    private byte[] ReadAt(long position, int count)
    {
        if (position < 0 || position > zip.Length - count)
            throw new InvalidDataException("the zip points outside of itself");
        var bytes = new byte[count];
        zip.Position = position;
        zip.ReadExactly(bytes);
        return bytes;
    }

    private static ZipEntry ReadEntry(BinaryReader directory)
    {
        var fixedPart = Exactly(directory, 46);
        if (U32(fixedPart, 0) != EntrySignature)
            throw new InvalidDataException("the zip's directory is damaged");
        var rawName = Exactly(directory, U16(fixedPart, 28));
        var extra = Exactly(directory, U16(fixedPart, 30));
        Exactly(directory, U16(fixedPart, 32));
        long packed = U32(fixedPart, 20), declared = U32(fixedPart, 24), headerAt = U32(fixedPart, 42);
        ReadExtra64(extra, ref declared, ref packed, ref headerAt);
        return new ZipEntry(
            Encoding.UTF8.GetString(rawName), rawName, U16(fixedPart, 10), U16(fixedPart, 8), packed, declared, headerAt, U32(fixedPart, 38));
    }

    private static void ReadExtra64(byte[] extra, ref long declared, ref long packed, ref long headerAt)
    {
        for (var at = 0; at + 4 <= extra.Length; at += 4 + U16(extra, at + 2))
        {
            if (U16(extra, at) != 1)
                continue;
            var next = at + 4;
            Take64(extra, ref declared, ref next);
            Take64(extra, ref packed, ref next);
            Take64(extra, ref headerAt, ref next);
            return;
        }
    }

    private static void Take64(byte[] extra, ref long value, ref int next)
    {
        if (value != 0xffffffff)
            return;
        if (next + 8 > extra.Length)
            throw new InvalidDataException("the zip's directory is damaged");
        value = (long)U64(extra, next);
        next += 8;
    }

    private static byte[] Exactly(BinaryReader reader, int count) =>
        reader.ReadBytes(count) is var bytes && bytes.Length == count ? bytes : throw new InvalidDataException("the zip's directory is cut off");

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
