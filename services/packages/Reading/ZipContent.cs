using System.IO.Compression;
using Distribution.Packages.Content;

namespace Distribution.Packages.Reading;

/// <summary>What a zip holds: the installers in it, and one of them opened as if it lay beside.</summary>
internal static class ZipContent
{
    /// <summary>How many installers are named of a zip that holds more.</summary>
    public const int MostInstallers = 100;

    /// <summary>The paths of the installers, the nearest to the top first.</summary>
    /// <exception cref="InvalidDataException">It is no zip, or a damaged one.</exception>
    public static string[] Installers(IEnumerable<ZipEntry> entries) =>
    [
        .. entries.Where(entry => !entry.IsFolder && ContentReading.FormatOf(entry.Name) is not (ContentFormat.Other or ContentFormat.Zip) && PathRules.Refusal(entry.Name) is null)
            .Select(entry => entry.Name.Replace('\\', '/'))
            .OrderBy(path => path.Count(letter => letter == '/')).ThenBy(path => path, StringComparer.OrdinalIgnoreCase)
            .Take(MostInstallers),
    ];

    /// <summary>Opens one entry; it can be read at any place, and is unpacked no further than it is read.</summary>
    public static Stream Open(Stream zip, IEnumerable<ZipEntry> entries, string innerPath)
    {
        var entry = entries.FirstOrDefault(entry => entry.Name.Replace('\\', '/').Equals(innerPath, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidDataException($"it holds no '{innerPath}'");
        var header = new Source(zip).At(entry.HeaderAt, 30);
        if (header.U32(0) != 0x04034b50 || entry.Method is not (0 or 8) || entry.DeclaredSize is < 0 or > int.MaxValue + 1L)
            throw new InvalidDataException($"'{innerPath}' in it cannot be unpacked");
        var packed = new Source(zip).Part(entry.HeaderAt + 30 + header.U16(26) + header.U16(28), entry.PackedSize);
        return new UnpackedStream(entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress), entry.DeclaredSize);
    }
}

/// <summary>
/// A packed stream that can be read at any place: what was unpacked on the way there is kept in a temporary file.
/// The zip must not be read by others meanwhile.
/// </summary>
internal sealed class UnpackedStream(Stream packed, long length) : Stream
{
    private readonly FileStream _kept = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });

    private long _unpacked;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Clamp(length - Position, 0, buffer.Length)];
        Unpack(Position + buffer.Length);
        _kept.Position = Position;
        var read = _kept.Read(buffer);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => length };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _kept.Dispose();
        base.Dispose(disposing);
    }

    private void Unpack(long to)
    {
        _kept.Position = _unpacked;
        Span<byte> piece = stackalloc byte[1 << 13];
        for (int read; _unpacked < to && (read = packed.Read(piece)) > 0; _unpacked += read)
            _kept.Write(piece[..read]);
    }
}
