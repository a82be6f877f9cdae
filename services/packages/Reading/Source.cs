using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Distribution.Packages.Reading;

/// <summary>
/// A content, read at any place. Every length that a file claims passes through here, so no claim costs more memory
/// than <see cref="Most"/> or reaches outside of the file.
/// </summary>
internal sealed class Source(Stream stream)
{
    /// <summary>The most bytes that one reading may ask for.</summary>
    public const int Most = 32 << 20;

    public long Length { get; } = stream.Length;

    /// <summary>The bytes at a place.</summary>
    /// <exception cref="InvalidDataException">They are not all there, or more than a reader may ask for.</exception>
    public byte[] At(long offset, long count)
    {
        if (count is < 0 or > Most)
            throw new InvalidDataException($"a part of it claims {count} bytes; at most {Most} are read");
        if (offset < 0 || offset > Length - count)
            throw new InvalidDataException("it is cut off or points outside of itself");
        var bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The bytes at a place, fewer where the file ends.</summary>
    public byte[] Around(long offset, int count) => At(offset, Math.Clamp(Length - offset, 0, count));

    /// <summary>The headers of a Windows program.</summary>
    public PEHeaders Headers()
    {
        stream.Position = 0;
        return new PEHeaders(stream, (int)Math.Min(Length, int.MaxValue), isLoadedImage: false);
    }

    /// <summary>A forward view of a part of the file.</summary>
    public Stream Part(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            throw new InvalidDataException("it is cut off or points outside of itself");
        stream.Position = offset;
        return new Content.BoundedStream(stream, count);
    }
}

/// <summary>Numbers within bytes that a file brought: whatever it claims, the answer is a number or a refusal.</summary>
internal static class Numbers
{
    public static ushort U16(this byte[] bytes, long at) => BinaryPrimitives.ReadUInt16LittleEndian(Of(bytes, at, 2));

    public static uint U32(this byte[] bytes, long at) => BinaryPrimitives.ReadUInt32LittleEndian(Of(bytes, at, 4));

    public static uint U32Big(this byte[] bytes, long at) => BinaryPrimitives.ReadUInt32BigEndian(Of(bytes, at, 4));

    public static ulong U64Big(this byte[] bytes, long at) => BinaryPrimitives.ReadUInt64BigEndian(Of(bytes, at, 8));

    public static ReadOnlySpan<byte> Of(this byte[] bytes, long at, long count) =>
        at >= 0 && count >= 0 && at <= bytes.Length - count
            ? bytes.AsSpan((int)at, (int)count)
            : throw new InvalidDataException("it is damaged: a number in it points outside of its part");

    /// <summary>Text up to the first zero.</summary>
    public static string TextAt(this byte[] bytes, long at, Encoding encoding)
    {
        var rest = bytes.Of(at, bytes.Length - Math.Min(at, bytes.Length));
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? encoding.GetString(rest[..end]) : throw new InvalidDataException("it is damaged: a text in it has no end");
    }

    /// <summary>A text as an attribute: one that says nothing is none, and control characters do not get into the catalogue.</summary>
    public static string? Said(this string? text, int longest = 256)
    {
        if (text is null)
            return null;
        var plain = new string([.. text.Where(letter => !char.IsControl(letter))]).Trim();
        return plain.Length == 0 ? null : plain.Length <= longest ? plain : plain[..longest];
    }
}
