using System.Buffers.Binary;
using System.Numerics;

namespace Distribution.Agent.Journals;

/// <summary>Records as bytes: four of length, four of CRC-32C over length and content, then the content; little-endian.</summary>
internal static class Frames
{
    private const int Head = 8;

    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        var frame = new byte[Head + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        content.CopyTo(frame.AsSpan(Head));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum(frame.AsSpan(0, 4), content));
        return frame;
    }

    /// <summary>
    /// Reads what is whole. Only the last write can be torn, so unreadable bytes at the end are a write that never
    /// counted; unreadable bytes with a good frame behind them are damage.
    /// </summary>
    /// <returns>The contents, the length up to which the file is good, and whether a frame before that is lost.</returns>
    public static (IReadOnlyList<byte[]> Contents, long GoodLength, bool Damaged) Scan(ReadOnlySpan<byte> file)
    {
        var contents = new List<byte[]>();
        var (position, good, damaged) = (0, 0, false);
        while (position <= file.Length - Head)
        {
            if (TryRead(file[position..], out var content))
            {
                damaged |= position != good;
                contents.Add(content.ToArray());
                position += Head + content.Length;
                good = position;
            }
            else
                position++;
        }
        return (contents, good, damaged);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        content = default;
        if (length <= 0 || length > bytes.Length - Head)
            return false;
        content = bytes.Slice(Head, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Checksum(bytes[..4], content);
    }

    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> content)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(length));
        while (content.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(content));
            content = content[8..];
        }
        foreach (var one in content)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
