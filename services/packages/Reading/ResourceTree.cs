using System.Reflection.PortableExecutable;
using System.Text;

namespace Distribution.Packages.Reading;

/// <summary>Finds the version resource of a Windows program; the framework does so on Windows only.</summary>
internal static class ResourceTree
{
    private const uint VersionType = 16, Folder = 0x80000000;
    private const int MostVersionBytes = 1 << 20, MostEntries = 4096;

    /// <summary>The resource's bytes, or null when there is none.</summary>
    public static byte[]? VersionOf(Source source, PEHeaders headers)
    {
        var directory = headers.PEHeader?.ResourceTableDirectory ?? default;
        if (directory.RelativeVirtualAddress <= 0 || At(headers, directory.RelativeVirtualAddress) is not { } root)
            return null;
        // Type, then name, then language: the first of each is as good as any other.
        var entry = Find(source, root, 0, VersionType);
        for (var depth = 0; depth < 2 && entry is { } next && (next & Folder) != 0; depth++)
            entry = Find(source, root, next & ~Folder, null);
        if (entry is not { } leaf || (leaf & Folder) != 0)
            return null;
        var data = source.At(root + leaf, 8);
        var size = data.U32(4);
        return size <= MostVersionBytes && At(headers, data.U32(0)) is { } at ? source.At(at, size) : null;
    }

    /// <summary>Where in the file an address of the loaded program lies.</summary>
    private static long? At(PEHeaders headers, long address)
    {
        foreach (var section in headers.SectionHeaders)
        {
            if (address >= section.VirtualAddress && address < section.VirtualAddress + (long)section.SizeOfRawData)
                return section.PointerToRawData + address - section.VirtualAddress;
        }

        return null;
    }

    private static uint? Find(Source source, long root, uint folder, uint? id)
    {
        var head = source.At(root + folder, 16);
        var count = Math.Min(head.U16(12) + head.U16(14), MostEntries);
        var entries = source.At(root + folder + 16, 8L * count);
        for (var i = 0; i < count; i++)
        {
            if (id is null || entries.U32(8L * i) == id)
                return entries.U32((8L * i) + 4);
        }

        return null;
    }
}

/// <summary>The texts of a version resource. It is a tree of blocks: length, length of the value, kind, name, value, blocks within.</summary>
internal sealed class VersionResource
{
    private const int MostTexts = 256, Deepest = 4;
    private readonly Dictionary<string, string> _texts = new(StringComparer.OrdinalIgnoreCase);

    private VersionResource(string? number) => Number = number;

    public static VersionResource None { get; } = new(null);

    /// <summary>The version as four numbers, which every version resource has.</summary>
    public string? Number { get; }

    public static VersionResource Read(byte[] bytes)
    {
        // The fixed part stands behind the name 'VS_VERSION_INFO'.
        var known = bytes.Length >= 92 && bytes.U32(40) == 0xfeef04bd;
        var resource = new VersionResource(known ? $"{bytes.U16(58)}.{bytes.U16(56)}.{bytes.U16(62)}.{bytes.U16(60)}" : null);
        resource.ReadBlocks(bytes, 0, bytes.Length, 0);
        return resource;
    }

    public string? Text(string name) => _texts.GetValueOrDefault(name).Said();

    // Some linkers write the lengths a little wrong, so a block that does not fit ends the reading and is no fault.
    private void ReadBlocks(byte[] bytes, long at, long end, int depth)
    {
        while (at + 6 < end && _texts.Count < MostTexts)
        {
            int length = bytes.U16(at), valueLength = bytes.U16(at + 2);
            var blockEnd = Math.Min(at + length, end);
            var (name, nameEnd) = Wide(bytes, at + 6, blockEnd);
            var value = Aligned(nameEnd);
            if (length < 8 || value > blockEnd)
                return;
            var text = bytes.U16(at + 4) == 1;
            if (depth == 3 && valueLength > 0)
                _texts.TryAdd(name, Wide(bytes, value, blockEnd).Text);
            else if (depth < Deepest - 1)
                ReadBlocks(bytes, Aligned(value + (text ? 2L * valueLength : valueLength)), blockEnd, depth + 1);
            at = Aligned(at + length);
        }
    }

    private static long Aligned(long at) => (at + 3) / 4 * 4;

    private static (string Text, long End) Wide(byte[] bytes, long from, long end)
    {
        var at = from;
        while (at + 2 <= end && bytes.U16(at) != 0)
            at += 2;
        return (Encoding.Unicode.GetString(bytes.Of(from, Math.Max(0, at - from))), at + 2);
    }
}
