using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Distribution.Packages.Content;

/// <summary>How much a zip may hold (domain, section 10); both limits are inclusive.</summary>
internal sealed record ZipLimits(long UnzippedBytes, int Entries)
{
    public static ZipLimits Default { get; } = new(1L << 31, 100_000);
}

/// <summary>Judges whether every computer can safely unzip a file. Sizes are counted while inflating: a header is only a claim.</summary>
internal sealed class ZipInspection(Stream zip, ZipLimits limits)
{
    private long _unzipped;

    /// <summary>Why the zip is refused, naming the rule, the limit and the entry; null when it is good.</summary>
    public static string? Refusal(Stream zip, ZipLimits? limits = null, CancellationToken ct = default)
    {
        try
        {
            new ZipInspection(zip, limits ?? ZipLimits.Default).Inspect(ct);
            return null;
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
        catch (EndOfStreamException)
        {
            return "the zip is cut off";
        }
    }

    private void Inspect(CancellationToken ct)
    {
        var directory = new ZipDirectory(zip, limits.Entries);
        var entries = directory.Read();
        foreach (var entry in entries)
            CheckClaims(entry);
        CheckNames(entries);
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.HeaderAt))
        {
            ct.ThrowIfCancellationRequested();
            // Entries that share bytes are how a small zip claims to be a huge one.
            Require(entry.HeaderAt >= end, entry, "overlaps another entry");
            end = Unzip(entry, directory.StartsAt, ct);
        }
    }

    private static void CheckClaims(ZipEntry entry)
    {
        if (PathRules.Refusal(entry.Name) is { } refusal)
            throw Refused(entry, refusal);
        Require((entry.Flags & 0x2041) == 0, entry, "is encrypted");
        Require(entry.Method is 0 or 8, entry, $"is packed by method {entry.Method}; stored (0) and deflate (8) are allowed");
        Require((entry.Attributes & 0x400) == 0, entry, "is a link");
        switch (entry.Attributes >> 28)
        {
            case 0 or 8 or 4: break;                                      // nothing said, a file, a folder
            case 10: throw Refused(entry, "is a link");
            default: throw Refused(entry, "is neither a file nor a folder");
        }

        Require(entry is { PackedSize: >= 0, DeclaredSize: >= 0, HeaderAt: >= 0 }, entry, "has an impossible size");
        Require(!entry.IsFolder || entry.DeclaredSize == 0, entry, "is a folder that holds bytes");
    }

    // Sorted with the separator below every other character, a folder stands directly before what it holds,
    // so neighbours show both a name given twice and a file that is used as a folder.
    private static void CheckNames(List<ZipEntry> entries)
    {
        var names = entries.Select(entry => (Key: Folded(entry), Entry: entry)).ToArray();
        Array.Sort(names, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < names.Length; i++)
        {
            var (before, entry) = (names[i - 1], names[i].Entry);
            Require(names[i].Key != before.Key, entry, $"has the same name as '{before.Entry.Name}' (upper and lower case count as one)");
            Require(before.Entry.IsFolder || !names[i].Key.StartsWith(before.Key + '\u0001', StringComparison.Ordinal), entry, $"lies in '{before.Entry.Name}', which is a file");
        }
    }

    private static string Folded(ZipEntry entry) =>
        entry.Name.Replace('\\', '/').TrimEnd('/').ToUpperInvariant().Replace('/', '\u0001');

    private long Unzip(ZipEntry entry, long directoryAt, CancellationToken ct)
    {
        var header = new byte[30];
        Require(entry.HeaderAt <= directoryAt - header.Length, entry, "points outside of the zip");
        zip.Position = entry.HeaderAt;
        zip.ReadExactly(header);
        Require(BinaryPrimitives.ReadUInt32LittleEndian(header) == 0x04034b50, entry, "has no header where the directory says");
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26))];
        zip.ReadExactly(name);
        // Some tools believe the header and some the directory: where they differ, what is inspected is not what is unzipped.
        Require(name.AsSpan().SequenceEqual(entry.RawName), entry, "has another name in its header than in the directory");
        Require(BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)) == entry.Method, entry, "has another method in its header than in the directory");
        var dataAt = zip.Position + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        Require(entry.PackedSize <= directoryAt - dataAt, entry, "reaches beyond its zip");
        zip.Position = dataAt;
        var size = entry.Method == 0 ? Count(entry.PackedSize, entry) : Inflate(entry, ct);
        Require(size == entry.DeclaredSize, entry, $"declares {entry.DeclaredSize} bytes but holds {size}");
        return dataAt + entry.PackedSize;
    }

    private long Inflate(ZipEntry entry, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            using var inflated = new DeflateStream(new BoundedStream(zip, entry.PackedSize), CompressionMode.Decompress);
            var size = 0L;
            for (int read; (read = Read(inflated, buffer, entry)) > 0; ct.ThrowIfCancellationRequested())
                size += Count(read, entry);
            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Read(DeflateStream inflated, byte[] buffer, ZipEntry entry)
    {
        try
        {
            return inflated.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Refused(entry, "is damaged");
        }
    }

    private long Count(long bytes, ZipEntry entry)
    {
        _unzipped += bytes;
        Require(_unzipped <= limits.UnzippedBytes, entry, $"takes the zip over {limits.UnzippedBytes} unzipped bytes, the most that is allowed");
        return bytes;
    }

    private static void Require(bool holds, ZipEntry entry, string refusal)
    {
        if (!holds)
            throw Refused(entry, refusal);
    }

    private static InvalidDataException Refused(ZipEntry entry, string refusal) => new($"the entry '{entry.Name}' {refusal}");
}
