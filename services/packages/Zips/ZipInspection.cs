using Distribution.Packages.Content;

namespace Distribution.Packages.Zips;

/// <summary>
/// Judges whether every computer can safely unzip a file, while it streams by: memory is bounded, nothing is written, and a
/// refusal comes with the byte that breaks the rule. Sizes are counted while inflating: a header is only a claim. The
/// directory at the end must then say exactly what was seen, entry by entry and without a byte between two of them, so that
/// no other reader finds anything else in the file. A zip inside is a file like any other.
/// </summary>
internal sealed class ZipInspection
{
    private const uint EntrySignature = 0x04034b50, DirectorySignature = 0x02014b50;
    private const int LongestRawName = 4096;

    private readonly ZipSource _source;
    private readonly ZipLimits _limits;
    private readonly ZipData _data;
    private readonly ZipNames _names = new();
    private readonly List<ZipEntry> _entries = [];

    private ZipInspection(Stream stream, ZipLimits limits)
    {
        _source = new ZipSource(stream);
        _limits = limits;
        _data = new ZipData(_source, limits.UnzippedBytes);
    }

    /// <summary>Whether a file begins as a zip does; what does not is none, whatever it is called.</summary>
    public static bool BeginsLikeOne(ReadOnlySpan<byte> beginning) => beginning.StartsWith("PK\u0003\u0004"u8) || beginning.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Reads to the end of the stream, or to the first byte that breaks a rule. The refusal names the rule, the limit and the entry.</summary>
    public static async Task<ZipVerdict> JudgeAsync(Stream stream, ZipLimits? limits = null, CancellationToken ct = default)
    {
        var inspection = new ZipInspection(stream, limits ?? ZipLimits.Default);
        try
        {
            await inspection.ReadAsync(ct);
            return new ZipVerdict(null, inspection._data.Unzipped, [.. inspection._entries.Select(entry => new ZipItem(entry.Name, entry.Size))]);
        }
        catch (InvalidDataException refusal)
        {
            return new ZipVerdict(refusal.Message, inspection._data.Unzipped, []);
        }
        catch (EndOfStreamException)
        {
            return new ZipVerdict("the zip is cut off", inspection._data.Unzipped, []);
        }
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        if (!BeginsLikeOne((await _source.PeekAsync(4, ct)).Span))
            throw new InvalidDataException("this is not a zip, or something stands before its first entry");
        while (await SignatureAsync(ct) == EntrySignature)
            await ReadEntryAsync(ct);
        _names.CheckFolders();
        var directory = new ZipDirectory(_source, _entries);
        while (await SignatureAsync(ct) == DirectorySignature)
            await directory.ReadLineAsync(ct);
        await directory.ReadEndAsync(ct);
    }

    private async ValueTask<uint> SignatureAsync(CancellationToken ct)
    {
        var bytes = await _source.PeekAsync(4, ct);
        return bytes.Length == 4 ? ZipSource.U32(bytes, 0) : throw new EndOfStreamException();
    }

    private async Task ReadEntryAsync(CancellationToken ct)
    {
        if (_entries.Count == _limits.Entries)
            throw new InvalidDataException($"the zip has more than {_limits.Entries} entries, the most that is allowed; the next is at byte {_source.Position}");
        var at = _source.Position;
        var header = (await _source.TakeAsync(30, ct)).ToArray();
        int nameLength = ZipSource.U16(header, 26), extraLength = ZipSource.U16(header, 28);
        if (nameLength > LongestRawName)
            throw new InvalidDataException($"the entry at byte {at} has a path of {nameLength} bytes; at most {LongestRawName} are allowed");
        var name = _names.Decode(await _source.TakeAsync(nameLength, ct), _limits.NameBytes);
        var entry = new ZipEntry(name, at, ZipSource.U16(header, 6), ZipSource.U16(header, 8))
        {
            Crc = ZipSource.U32(header, 14), Packed = ZipSource.U32(header, 18), Size = ZipSource.U32(header, 22),
        };
        if (PathRules.Refusal(name) is { } refusal)
            throw entry.Refused(refusal);
        entry.Require(!entry.IsEncrypted, "is encrypted");
        entry.Require(entry.Method is 0 or 8, $"is packed by method {entry.Method}; stored (0) and deflate (8) are allowed");
        _names.Add(entry);
        var wide = new ZipWideSizes(entry.Size, entry.Packed, null);
        await wide.ReadAsync(_source, extraLength, ct);
        (entry.Size, entry.Packed) = (wide.Size, wide.Packed);
        await _data.ReadAsync(entry, ct);
        entry.Require(!entry.IsFolder || entry.Size == 0, "is a folder that holds bytes");
        _entries.Add(entry);
    }
}
