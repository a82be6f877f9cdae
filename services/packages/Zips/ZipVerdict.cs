namespace Distribution.Packages.Zips;

/// <summary>How much a zip may hold (domain, section 10); all limits are inclusive.</summary>
/// <param name="NameBytes">All names together: they are what an inspection keeps in memory.</param>
internal sealed record ZipLimits(long UnzippedBytes, int Entries, int NameBytes = 16 << 20)
{
    public static ZipLimits Default { get; } = new(1L << 31, 100_000);
}

/// <summary>One file or folder of a zip; a folder's name ends with a slash.</summary>
internal sealed record ZipItem(string Name, long Size);

/// <summary>Whether every computer can safely unzip a file: why not, or null, and then what it holds.</summary>
internal sealed record ZipVerdict(string? Refusal, long UnzippedBytes, IReadOnlyList<ZipItem> Items);

/// <summary>What streamed by as one entry, and so what its line in the directory must say again.</summary>
internal sealed class ZipEntry(string name, long headerAt, int flags, int method)
{
    /// <summary>The flags of an entry that only its password opens, or whose header is hidden.</summary>
    private const int Encrypted = 0x2041;

    public string Name { get; } = name;
    public long HeaderAt { get; } = headerAt;
    public int Flags { get; } = flags;
    public int Method { get; } = method;
    public uint Crc { get; set; }
    public long Packed { get; set; }
    public long Size { get; set; }
    public bool IsListed { get; set; }

    public bool IsFolder => Name[^1] is '/' or '\\';
    public bool IsEncrypted => (Flags & Encrypted) != 0;

    /// <summary>Whether sizes and CRC follow the data, because the zip was itself made as a stream.</summary>
    public bool IsDescribedLater => (Flags & 8) != 0;

    public void Require(bool holds, string refusal)
    {
        if (!holds)
            throw Refused(refusal);
    }

    public InvalidDataException Refused(string refusal) => new($"the entry '{Name}' {refusal}");
}
