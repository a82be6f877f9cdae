using System.Text;

namespace Distribution.Packages.Reading;

/// <summary>
/// The Property table of a Windows Installer database. Tables hold numbers of strings that lie in one pool; a table's
/// cells are stored column after column, and Property has two, both strings.
/// </summary>
internal sealed class MsiDatabase
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

    private readonly byte[] _data;
    private readonly List<(int Start, int Length)> _strings = [(0, 0)];
    private readonly Encoding _encoding;
    private readonly int _referenceBytes;

    /// <exception cref="InvalidDataException">It is no MSI, or a damaged one.</exception>
    public MsiDatabase(CompoundFile file)
    {
        var pool = Table(file, "_StringPool") ?? throw new InvalidDataException("it is not a Windows Installer database");
        _data = Table(file, "_StringData") ?? [];
        var first = pool.U32(0);
        _encoding = EncodingOf((int)(first & 0x7fffffff));
        _referenceBytes = (first & 0x80000000) == 0 ? 2 : 3;
        ReadPool(pool);
        Properties = ReadProperties(Table(file, "Property") ?? []);
    }

    /// <summary>What the product says of itself, by the installer's own names.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>An encoding by Windows' number; 0 and what nobody knows are read as ASCII's superset 1252.</summary>
    internal static Encoding EncodingOf(int codePage)
    {
        try
        {
            return codePage == 65001 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(codePage == 0 ? 1252 : codePage) ?? Encoding.Latin1;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Encoding.Latin1;
        }
    }

    // Names may have 31 letters in a compound file, so the installer packs two letters into one; U+4840 marks a table.
    private static byte[]? Table(CompoundFile file, string name)
    {
        var stored = new StringBuilder("\u4840");
        for (var i = 0; i < name.Length; i += 2)
        {
            var low = Letters.IndexOf(name[i]);
            stored.Append(i + 1 < name.Length ? (char)(0x3800 + low + (Letters.IndexOf(name[i + 1]) << 6)) : (char)(0x4800 + low));
        }

        return file.Find(stored.ToString());
    }

    private void ReadPool(byte[] pool)
    {
        var start = 0L;
        for (var at = 4; at + 4 <= pool.Length; at += 4)
        {
            long length = pool.U16(at);
            // A text of 64 KiB or more takes two places: an empty one that is used, then its whole length.
            if (length == 0 && pool.U16(at + 2) != 0 && at + 8 <= pool.Length)
                length = ((long)pool.U16((at += 4) + 2) << 16) + pool.U16(at);
            if (start + length > _data.Length)
                throw new InvalidDataException("it is damaged: its texts are cut off");
            _strings.Add(((int)start, (int)length));
            start += length;
        }
    }

    private Dictionary<string, string> ReadProperties(byte[] table)
    {
        var rows = table.Length / (2 * _referenceBytes);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var row = 0; row < rows; row++)
        {
            if (Reference(table, row) is { Length: <= 256 } name && name.Length > 0)
                properties[name] = Reference(table, rows + row);
        }

        return properties;
    }

    private string Reference(byte[] table, int cell)
    {
        var at = cell * _referenceBytes;
        var number = table.U16(at) + (_referenceBytes == 3 ? table.Of(at + 2, 1)[0] << 16 : 0);
        if (number >= _strings.Count)
            throw new InvalidDataException("it is damaged: a text that it uses is not there");
        var (start, length) = _strings[number];
        return _encoding.GetString(_data, start, Math.Min(length, 4096));
    }
}
