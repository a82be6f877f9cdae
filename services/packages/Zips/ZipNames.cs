using System.Text;

namespace Distribution.Packages.Zips;

/// <summary>
/// The names of a zip's entries as the least distinguishing computer sees them: upper and lower case are one, both slashes
/// separate, and a folder has the same name with or without its last slash.
/// </summary>
internal sealed class ZipNames : IEqualityComparer<string>, IComparer<string>
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _folders;
    private long _bytes;

    public ZipNames()
    {
        _names = new HashSet<string>(this);
        _folders = new HashSet<string>(this);
    }

    /// <summary>A name as computers read it, counted with all others.</summary>
    /// <exception cref="InvalidDataException">All names together are longer than is allowed.</exception>
    public string Decode(ReadOnlyMemory<byte> raw, int mostBytes)
    {
        _bytes += raw.Length;
        return _bytes <= mostBytes
            ? Encoding.UTF8.GetString(raw.Span)
            : throw new InvalidDataException($"the zip's names have more than {mostBytes} bytes together, the most that is allowed");
    }

    /// <exception cref="InvalidDataException">The name is there already.</exception>
    public void Add(ZipEntry entry)
    {
        if (!_names.Add(entry.Name))
        {
            _names.TryGetValue(entry.Name, out var before);
            throw entry.Refused($"has the same name as '{before}' (upper and lower case count as one)");
        }

        if (entry.IsFolder)
            _folders.Add(entry.Name);
    }

    /// <summary>
    /// In order, with the separator below every other character, a folder stands directly before what it holds,
    /// so neighbours show a file that is used as a folder.
    /// </summary>
    /// <exception cref="InvalidDataException">Names the first such file.</exception>
    public void CheckFolders()
    {
        var sorted = _names.ToArray();
        Array.Sort(sorted, this);
        for (var i = 1; i < sorted.Length; i++)
        {
            var (before, name) = (sorted[i - 1], sorted[i]);
            if (name.Length > before.Length && Folded(name[before.Length]) == '\u0001' && Equals(name[..before.Length], before) && !_folders.Contains(before))
                throw new InvalidDataException($"the entry '{name}' lies in '{before}', which is a file");
        }
    }

    public bool Equals(string? x, string? y) => Compare(x, y) == 0;

    public int GetHashCode(string obj)
    {
        var hash = default(HashCode);
        foreach (var letter in Trimmed(obj))
            hash.Add(Folded(letter));
        return hash.ToHashCode();
    }

    public int Compare(string? x, string? y)
    {
        var a = Trimmed(x);
        var b = Trimmed(y);
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var order = Folded(a[i]).CompareTo(Folded(b[i]));
            if (order != 0)
                return order;
        }

        return a.Length.CompareTo(b.Length);
    }

    private static ReadOnlySpan<char> Trimmed(string? name) => name.AsSpan().TrimEnd("/\\");

    private static char Folded(char letter) => letter is '/' or '\\' ? '\u0001' : char.ToUpperInvariant(letter);
}
