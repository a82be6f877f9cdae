using System.Text;

namespace Distribution.Packages.Reading;

/// <summary>
/// The streams at the top of an OLE compound file (MS-CFB), which is what an MSI is. Sectors are chained by a table
/// that is itself spread over sectors; it is read where it is needed, since a large file's is megabytes.
/// </summary>
internal sealed class CompoundFile
{
    private const uint LastSector = 0xfffffffa, NoEntry = 0xffffffff;
    private const int MostDirectoryBytes = 16 << 20;

    private readonly Source _source;
    private readonly int _sectorBytes;
    private readonly uint _miniCutoff;
    private readonly List<uint> _tableSectors = [];
    private readonly Dictionary<string, (uint Start, long Size)> _streams = [];
    private readonly byte[] _miniTable;
    private readonly byte[] _mini;
    private (uint Sector, byte[] Bytes) _tableInHand = (NoEntry, []);

    /// <exception cref="InvalidDataException">It is no compound file, or a damaged one.</exception>
    public CompoundFile(Source source)
    {
        _source = source;
        var header = source.Around(0, 512);
        if (header.Length < 512 || header.U32(0) != 0xe011cfd0 || header.U32(4) != 0xe11ab1a1)
            throw new InvalidDataException("it is not a Windows Installer database");
        var shift = header.U16(30);
        if (shift is not (9 or 12) || header.U16(32) != 6)
            throw new InvalidDataException("it is a compound file with sectors of an unknown size");
        _sectorBytes = 1 << shift;
        _miniCutoff = header.U32(56);
        ReadTableSectors(header);
        var directory = Chain(header.U32(48), MostDirectoryBytes);
        var (start, size) = Entry(directory, 0);
        WalkDirectory(directory, directory.U32(76));
        _miniTable = Chain(header.U32(60), Source.Most);
        _mini = Chain(start, Math.Min(size, Source.Most));
    }

    /// <summary>A stream by its name as it is stored; null when there is none.</summary>
    public byte[]? Find(string name)
    {
        if (!_streams.TryGetValue(name, out var found))
            return null;
        var (start, size) = found;
        if (size > Source.Most)
            throw new InvalidDataException($"a part of it has {size} bytes; at most {Source.Most} are read");
        var bytes = size < _miniCutoff ? MiniChain(start, (int)size) : Chain(start, size);
        return bytes.Length >= size ? bytes[..(int)size] : throw new InvalidDataException("it is damaged: a stream in it is cut off");
    }

    private void ReadTableSectors(byte[] header)
    {
        // Each sector of the table covers so many sectors: more of them than the file has room for is a loop.
        var most = (_source.Length / _sectorBytes / (_sectorBytes / 4)) + 2;
        for (var i = 0; i < 109; i++)
            Add(header.U32(76 + (4 * i)));
        var next = header.U32(68);
        while (next < LastSector)
        {
            var list = Sector(next);
            for (var i = 0; i < (_sectorBytes / 4) - 1; i++)
                Add(list.U32(4 * i));
            if (_tableSectors.Count > most)
                throw new InvalidDataException("it is damaged: its table of sectors goes round");
            next = list.U32(_sectorBytes - 4);
            most--;
        }

        void Add(uint sector)
        {
            if (sector < LastSector)
                _tableSectors.Add(sector);
        }
    }

    private void WalkDirectory(byte[] directory, uint first)
    {
        var seen = new HashSet<uint>();
        var waiting = new Stack<uint>([first]);
        while (waiting.TryPop(out var id))
        {
            if (id == NoEntry || !seen.Add(id))
                continue;
            var at = 128L * id;
            var nameBytes = directory.U16(at + 64);
            // Storages below the top hold transforms, which are databases of their own with streams of the same names.
            if (directory.Of(at + 66, 1)[0] == 2 && nameBytes is > 2 and <= 64)
                _streams.TryAdd(Encoding.Unicode.GetString(directory.Of(at, nameBytes - 2)), Entry(directory, id));
            waiting.Push(directory.U32(at + 68));
            waiting.Push(directory.U32(at + 72));
        }
    }

    private static (uint Start, long Size) Entry(byte[] directory, uint id) => (directory.U32((128L * id) + 116), directory.U32((128L * id) + 120));

    private byte[] Chain(uint sector, long most)
    {
        // A chain longer than the file goes round.
        most = Math.Min(most, _source.Length);
        using var bytes = new MemoryStream();
        while (sector < LastSector && bytes.Length < most)
        {
            bytes.Write(Sector(sector));
            sector = Next(sector);
        }

        return bytes.ToArray();
    }

    private byte[] MiniChain(uint sector, int size)
    {
        var bytes = new byte[(size + 63) / 64 * 64];
        for (var at = 0; at < bytes.Length; at += 64, sector = _miniTable.U32(4L * sector))
            _mini.Of(64L * sector, 64).CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    private uint Next(uint sector)
    {
        var perSector = (uint)_sectorBytes / 4;
        if (sector / perSector >= _tableSectors.Count)
            throw new InvalidDataException("it is damaged: its table of sectors is too short");
        var table = _tableSectors[(int)(sector / perSector)];
        if (_tableInHand.Sector != table)
            _tableInHand = (table, Sector(table));
        return _tableInHand.Bytes.U32(4L * (sector % perSector));
    }

    // The last sector of a file may be shorter than a sector.
    private byte[] Sector(uint number)
    {
        var bytes = _source.Around((number + 1L) * _sectorBytes, _sectorBytes);
        if (bytes.Length == _sectorBytes)
            return bytes;
        if (bytes.Length == 0)
            throw new InvalidDataException("it is cut off or points outside of itself");
        Array.Resize(ref bytes, _sectorBytes);
        return bytes;
    }
}
