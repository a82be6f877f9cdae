namespace Distribution.Packages.Zips;

/// <summary>Sizes of 64 bits stand in an extra field, one for each of the ordinary fields that is full (zip64).</summary>
internal sealed class ZipWideSizes(long size, long packed, long? headerAt)
{
    private const long Full = 0xffffffff;

    public long Size { get; private set; } = size;
    public long Packed { get; private set; } = packed;
    public long HeaderAt { get; private set; } = headerAt ?? 0;

    /// <summary>Reads over all extra fields.</summary>
    /// <exception cref="InvalidDataException">They do not fit into their length, or a size that should be there is missing.</exception>
    public async Task ReadAsync(ZipSource source, int extraLength, CancellationToken ct)
    {
        var found = false;
        while (extraLength >= 4)
        {
            var head = await source.TakeAsync(4, ct);
            int id = ZipSource.U16(head, 0), length = ZipSource.U16(head, 2);
            extraLength -= 4;
            if (length > extraLength)
                throw new InvalidDataException("the zip has extra fields that are longer than their place");
            extraLength -= length;
            if (id != 1 || found)
            {
                await source.SkipAsync(length, ct);
                continue;
            }

            found = true;
            var used = Math.Min(length, 28);
            Read(await source.TakeAsync(used, ct));
            await source.SkipAsync(length - used, ct);
        }

        // Some tools align data with a few bytes that are no field.
        await source.SkipAsync(extraLength, ct);
        if (!found && headerAt is not null && (Size == Full || Packed == Full || HeaderAt == Full))
            throw new InvalidDataException("the zip's directory lacks sizes of 64 bits");
    }

    private void Read(ReadOnlyMemory<byte> field)
    {
        var at = 0;
        Size = Wide(Size, field, ref at);
        Packed = Wide(Packed, field, ref at);
        HeaderAt = headerAt is null ? 0 : Wide(HeaderAt, field, ref at);
    }

    private static long Wide(long value, ReadOnlyMemory<byte> field, ref int at)
    {
        if (value != Full)
            return value;
        if (at + 8 > field.Length)
            throw new InvalidDataException("the zip lacks sizes of 64 bits");
        var wide = (long)ZipSource.U64(field, at);
        at += 8;
        return wide >= 0 ? wide : throw new InvalidDataException("the zip has an impossible size");
    }
}
