using System.IO.Compression;

namespace Distribution.Packages.Zips;

/// <summary>Reads over the data of one entry after the other, and counts what it unzips to.</summary>
internal sealed class ZipData(ZipSource source, long mostUnzipped)
{
    private readonly byte[] _buffer = new byte[1 << 17];

    /// <summary>How many bytes all entries so far have unzipped to.</summary>
    public long Unzipped { get; private set; }

    /// <summary>Reads an entry's data to its end, and sets the entry's sizes and CRC to what was found.</summary>
    /// <exception cref="InvalidDataException">It is damaged, is not what the entry claims, or unzips to too much.</exception>
    public async Task ReadAsync(ZipEntry entry, CancellationToken ct)
    {
        var claimed = (entry.Size, entry.Packed, entry.Crc);
        (entry.Size, entry.Crc) = (0, Crc32.Empty);
        if (entry is { IsDescribedLater: true, Method: 0 })
        {
            await new ZipDescriptor(source, entry).FindBehindStoredAsync(Count, ct);
        }
        else if (entry.IsDescribedLater)
        {
            var packed = new ZipPacked(source, long.MaxValue);
            await InflateAsync(entry, packed, ct);
            await new ZipDescriptor(source, entry).FindBehindPackedAsync(packed, ct);
        }
        else
        {
            await ReadKnownAsync(entry, claimed.Packed, ct);
            entry.Require(entry.Size == claimed.Size, $"declares {claimed.Size} bytes but holds {entry.Size}");
            entry.Require(entry.Crc == claimed.Crc, "is damaged: its bytes do not have the CRC-32 that it declares");
        }
    }

    private async Task ReadKnownAsync(ZipEntry entry, long packedSize, CancellationToken ct)
    {
        entry.Packed = packedSize;
        if (entry.Method == 8 && packedSize > 0)
        {
            var packed = new ZipPacked(source, packedSize);
            await InflateAsync(entry, packed, ct);
            entry.Require(!packed.WantedMore, "is damaged: its packed data ends too early");
            await source.SkipAsync(packedSize - packed.Taken, ct);
            return;
        }

        for (var left = packedSize; left > 0;)
        {
            var some = await source.TakeSomeAsync(left, ct);
            if (some.IsEmpty)
                throw new EndOfStreamException();
            Count(entry, some.Span);
            left -= some.Length;
        }
    }

    private async Task InflateAsync(ZipEntry entry, ZipPacked packed, CancellationToken ct)
    {
        await using var inflated = new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true);
        for (int read; (read = await NextAsync(inflated, entry, packed, ct)) > 0;)
            Count(entry, _buffer.AsSpan(0, read));
    }

    private async ValueTask<int> NextAsync(DeflateStream inflated, ZipEntry entry, ZipPacked packed, CancellationToken ct)
    {
        try
        {
            return await inflated.ReadAsync(_buffer, ct);
        }
        catch (InvalidDataException)
        {
            throw packed.IsCutOff ? new EndOfStreamException() : entry.Refused("is damaged");
        }
    }

    private void Count(ZipEntry entry, ReadOnlySpan<byte> bytes)
    {
        Unzipped += bytes.Length;
        entry.Require(Unzipped <= mostUnzipped, $"takes the zip over {mostUnzipped} unzipped bytes, the most that is allowed; {Unzipped} were counted");
        entry.Size += bytes.Length;
        entry.Crc = Crc32.Append(entry.Crc, bytes);
    }
}
