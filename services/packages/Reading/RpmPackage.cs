using System.Text;

namespace Distribution.Packages.Reading;

/// <summary>Reads an .rpm's header: a fixed lead, the signature's header, then the package's own, each an index over one block of values.</summary>
internal static class RpmPackage
{
    private const int LeadBytes = 96, MostTags = 65_536, MostRequirements = 500;
    private const int Name = 1000, Version = 1001, Release = 1002, Epoch = 1003, Summary = 1004, Vendor = 1011, Packager = 1015, Os = 1021, Arch = 1022;
    private const int RequireFlags = 1048, RequireName = 1049, RequireVersion = 1050;
    private const int Int32Type = 4, TextType = 6, TextsType = 8, TranslatedType = 9;

    /// <exception cref="InvalidDataException">The file is no RPM package, or a damaged one.</exception>
    public static ContentAttributes Read(Source source)
    {
        var lead = source.Around(0, LeadBytes);
        if (lead.Length < LeadBytes || lead.U32Big(0) != 0xedabeedb)
            throw new InvalidDataException("it is not an RPM package");
        if (lead[7] == 1)
            throw new InvalidDataException("it is a source package, which installs nothing");
        var signature = new Header(source, LeadBytes);
        // The signature's header, and it alone, is filled up to eight bytes.
        var header = new Header(source, (signature.EndsAt + 7) / 8 * 8);
        var name = header.Text(Name).Said() ?? throw new InvalidDataException("its header has no name");
        var arch = header.Text(Arch).Said(32);
        return new ContentAttributes
        {
            Format = ContentFormat.Rpm,
            Name = name,
            SoftwareName = name,
            SoftwareVersion = FullVersion(header).Said(128),
            Publisher = (header.Text(Vendor) ?? header.Text(Packager)).Said(),
            Description = header.Text(Summary).Said(2048),
            OperatingSystems = header.Text(Os) is null or "linux" ? ["linux"] : null,
            Architectures = Linux.Architectures(arch),
            BuiltFor = arch,
            Dependencies = Requirements(header),
        };
    }

    private static string FullVersion(Header header) =>
        $"{(header.Numbers(Epoch) is [var epoch, ..] ? epoch + ":" : "")}{header.Text(Version)}-{header.Text(Release)}";

    private static List<string> Requirements(Header header)
    {
        var (names, versions, flags) = (header.Texts(RequireName), header.Texts(RequireVersion), header.Numbers(RequireFlags));
        var said = new List<string>();
        for (var i = 0; i < names.Count && said.Count < MostRequirements; i++)
        {
            var relation = i < flags.Count ? Relation(flags[i]) : "";
            var one = relation.Length > 0 && i < versions.Count && versions[i].Length > 0 ? $"{names[i]} {relation} {versions[i]}" : names[i];
            // What rpm asks of itself is no matter of the computer's other software.
            if (one.Said() is { } plain && !plain.StartsWith("rpmlib(", StringComparison.Ordinal))
                said.Add(plain);
        }

        return said;
    }

    private static string Relation(uint flags) => (flags & 0x0e) switch { 2 => "<", 4 => ">", 8 => "=", 10 => "<=", 12 => ">=", _ => "" };

    private sealed class Header
    {
        private readonly byte[] _values;
        private readonly Dictionary<int, (uint Type, uint At, uint Count)> _index = [];

        public Header(Source source, long at)
        {
            var intro = source.At(at, 16);
            if (intro.U32Big(0) != 0x8eade801)
                throw new InvalidDataException("it is a damaged RPM package");
            long tags = intro.U32Big(8), bytes = intro.U32Big(12);
            if (tags > MostTags)
                throw new InvalidDataException($"its header claims {tags} tags; at most {MostTags} are read");
            var index = source.At(at + 16, tags * 16);
            _values = source.At(at + 16 + index.Length, bytes);
            EndsAt = at + 16 + index.Length + _values.Length;
            for (var i = 0L; i < tags; i++)
                _index.TryAdd((int)index.U32Big(16 * i), (index.U32Big((16 * i) + 4), index.U32Big((16 * i) + 8), index.U32Big((16 * i) + 12)));
        }

        public long EndsAt { get; }

        public string? Text(int tag) => Texts(tag, 1) is [var text, ..] ? text : null;

        public List<string> Texts(int tag, int most = MostRequirements * 2)
        {
            var texts = new List<string>();
            if (!_index.TryGetValue(tag, out var entry) || entry.Type is not (TextType or TextsType or TranslatedType))
                return texts;
            for (long at = entry.At, i = 0; i < Math.Min(entry.Count, most); i++)
            {
                var text = _values.TextAt(at, Encoding.UTF8);
                texts.Add(text.Length <= 4096 ? text : text[..4096]);
                at += _values.Of(at, _values.Length - at).IndexOf((byte)0) + 1;
            }

            return texts;
        }

        public List<uint> Numbers(int tag)
        {
            var numbers = new List<uint>();
            if (_index.TryGetValue(tag, out var entry) && entry.Type == Int32Type)
            {
                for (var i = 0; i < Math.Min(entry.Count, MostRequirements * 2); i++)
                    numbers.Add(_values.U32Big(entry.At + (4L * i)));
            }

            return numbers;
        }
    }
}
