using System.Text;

namespace Distribution.Packages.Zips;

/// <summary>Reads the directory at a zip's end, and holds it against the entries that streamed by before.</summary>
internal sealed class ZipDirectory(ZipSource source, IReadOnlyList<ZipEntry> entries)
{
    private const uint End64Signature = 0x06064b50, Locator64Signature = 0x07064b50, EndSignature = 0x06054b50;

    private readonly Dictionary<long, ZipEntry> _byPlace = entries.ToDictionary(entry => entry.HeaderAt);
    private readonly long _startsAt = source.Position;
    private int _listed;

    /// <summary>Reads one line.</summary>
    /// <exception cref="InvalidDataException">It says anything else than the entry itself did.</exception>
    public async Task ReadLineAsync(CancellationToken ct)
    {
        var line = (await source.TakeAsync(46, ct)).ToArray();
        int nameLength = ZipSource.U16(line, 28), extraLength = ZipSource.U16(line, 30), commentLength = ZipSource.U16(line, 32);
        if (nameLength > ZipSource.Remembered)
            throw new InvalidDataException("the zip's directory has a name that no entry has");
        var name = Encoding.UTF8.GetString((await source.TakeAsync(nameLength, ct)).Span);
        var wide = new ZipWideSizes(ZipSource.U32(line, 24), ZipSource.U32(line, 20), ZipSource.U32(line, 42));
        await wide.ReadAsync(source, extraLength, ct);
        await source.SkipAsync(commentLength, ct);
        if (!_byPlace.TryGetValue(wide.HeaderAt, out var entry))
            throw new InvalidDataException($"the zip's directory places '{name}' at byte {wide.HeaderAt}, where no entry begins");
        entry.Require(!entry.IsListed, "is listed twice in the directory");
        entry.IsListed = true;
        _listed++;
        Compare(entry, name, line, wide);
        CheckAttributes(entry, ZipSource.U32(line, 38));
    }

    /// <summary>Reads what follows the last line, to the last byte of the stream.</summary>
    /// <exception cref="InvalidDataException">A figure in it is wrong, or bytes follow.</exception>
    public async Task ReadEndAsync(CancellationToken ct)
    {
        var endsAt = source.Position;
        if (_listed != entries.Count)
            throw new InvalidDataException($"the zip's directory lists {_listed} of its {entries.Count} entries");
        var isWide = ZipSource.U32(await SignatureAsync(ct), 0) == End64Signature;
        if (isWide)
            await ReadEnd64Async(endsAt, ct);
        if (ZipSource.U32(await SignatureAsync(ct), 0) != EndSignature)
            throw new InvalidDataException(entries is [.., var last] && _listed == 0
                ? $"bytes follow the entry '{last.Name}' that belong to no entry"
                : "bytes follow the zip's directory that do not belong to it");
        var end = (await source.TakeAsync(22, ct)).ToArray();
        if (ZipSource.U16(end, 4) != 0 || ZipSource.U16(end, 6) != 0)
            throw new InvalidDataException("the zip is split over several files");
        var agrees = Says(ZipSource.U16(end, 8), _listed, 0xffff) && Says(ZipSource.U16(end, 10), _listed, 0xffff)
            && Says(ZipSource.U32(end, 12), endsAt - _startsAt, 0xffffffff) && Says(ZipSource.U32(end, 16), _startsAt, 0xffffffff);
        if (!agrees)
            throw new InvalidDataException("the zip's directory is not where its end says, or not as long");
        await CheckCommentAsync(ZipSource.U16(end, 20), ct);

        bool Says(long said, long found, long full) => said == found || (isWide && said == full);
    }

    private static void Compare(ZipEntry entry, string name, byte[] line, ZipWideSizes wide)
    {
        // Some tools believe the header and some the directory: where they differ, what is inspected is not what is unzipped.
        const string OtherThanItself = "in the directory than it has itself";
        entry.Require(name == entry.Name, $"has another name ('{name}') {OtherThanItself}");
        entry.Require(ZipSource.U16(line, 10) == entry.Method, $"has another method {OtherThanItself}");
        entry.Require(!new ZipEntry(name, 0, ZipSource.U16(line, 8), 0).IsEncrypted, "is encrypted");
        entry.Require(wide.Size == entry.Size, $"declares {wide.Size} bytes in the directory but holds {entry.Size}");
        entry.Require(wide.Packed == entry.Packed, $"has another packed size ({wide.Packed}) {OtherThanItself} ({entry.Packed})");
        entry.Require(ZipSource.U32(line, 16) == entry.Crc, $"has another CRC-32 {OtherThanItself}");
    }

    private static void CheckAttributes(ZipEntry entry, uint attributes)
    {
        entry.Require((attributes & 0x400) == 0, "is a link");
        switch (attributes >> 28)
        {
            case 0 or 8 or 4: break;                                      // nothing said, a file, a folder
            case 10: throw entry.Refused("is a link");
            default: throw entry.Refused("is neither a file nor a folder");
        }
    }

    private async Task ReadEnd64Async(long directoryEndsAt, CancellationToken ct)
    {
        var end = (await source.TakeAsync(56, ct)).ToArray();
        await source.SkipAsync(Math.Max(0, (long)ZipSource.U64(end, 4) - 44), ct);
        var locator = (await source.TakeAsync(20, ct)).ToArray();
        var agrees = ZipSource.U32(end, 16) == 0 && ZipSource.U32(end, 20) == 0
            && (long)ZipSource.U64(end, 24) == _listed && (long)ZipSource.U64(end, 32) == _listed
            && (long)ZipSource.U64(end, 40) == directoryEndsAt - _startsAt && (long)ZipSource.U64(end, 48) == _startsAt
            && ZipSource.U32(locator, 0) == Locator64Signature && ZipSource.U32(locator, 4) == 0
            && (long)ZipSource.U64(locator, 8) == directoryEndsAt && ZipSource.U32(locator, 16) <= 1;
        if (!agrees)
            throw new InvalidDataException("the zip's 64-bit end does not say what the zip holds");
    }

    private async Task CheckCommentAsync(int length, CancellationToken ct)
    {
        var comment = new byte[length];
        for (var read = 0; read < length;)
        {
            var some = await source.TakeSomeAsync(length - read, ct);
            if (some.IsEmpty)
                throw new EndOfStreamException();
            some.CopyTo(comment.AsMemory(read));
            read += some.Length;
        }

        // Readers search the end backwards, and would take a mark inside the comment for it.
        if (comment.AsSpan().IndexOf("PK\u0005\u0006"u8) >= 0)
            throw new InvalidDataException("the zip's end is ambiguous: its comment holds another");
        if ((await source.PeekAsync(1, ct)).Length > 0)
            throw new InvalidDataException("bytes follow the zip's end");
    }

    private async ValueTask<ReadOnlyMemory<byte>> SignatureAsync(CancellationToken ct) =>
        await source.PeekAsync(4, ct) is { Length: 4 } bytes ? bytes : throw new EndOfStreamException();
}
