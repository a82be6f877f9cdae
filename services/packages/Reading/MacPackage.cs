using System.Globalization;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;
using Distribution.Packages.Content;

namespace Distribution.Packages.Reading;

/// <summary>
/// Reads a .pkg of macOS: an xar archive whose table of contents, packed XML, says where each file lies. A product has
/// a file Distribution, a single component a file PackageInfo.
/// </summary>
internal static class MacPackage
{
    private const int MostTable = 8 << 20, MostDocument = 4 << 20, MostFiles = 100_000;

    /// <exception cref="InvalidDataException">It is no macOS package, or a damaged one.</exception>
    public static ContentAttributes Read(Source source)
    {
        var head = source.Around(0, 28);
        if (head.Length < 28 || head.U32Big(0) != 0x78617221)
            throw new InvalidDataException("it is not a macOS package");
        var headBytes = head.U32Big(4) >> 16;
        var packedBytes = head.U64Big(8);
        if (packedBytes > MostTable)
            throw new InvalidDataException($"its table of contents claims {packedBytes} bytes; at most {MostTable} are read");
        var heap = headBytes + (long)packedBytes;
        var files = Xml(new ZLibStream(source.Part(headBytes, (long)packedBytes), CompressionMode.Decompress), MostTable).Descendants("file").Take(MostFiles).ToArray();
        var product = Document(source, heap, files, "Distribution");
        var component = Document(source, heap, files, "PackageInfo");
        if (product is null && component is null)
            throw new InvalidDataException("it is a macOS archive without a package in it");
        // A product's references say their version once; the first that does is the main one.
        var named = product?.Element("product") ?? product?.Descendants("pkg-ref").FirstOrDefault(reference => reference.Attribute("version") is not null);
        var identifier = ((string?)named?.Attribute("id") ?? (string?)component?.Attribute("identifier")).Said();
        var hosts = ((string?)product?.Element("options")?.Attribute("hostArchitectures"))?.Split(',');
        return new ContentAttributes
        {
            Format = ContentFormat.Pkg,
            Name = ((string?)product?.Element("title")).Said() ?? identifier,
            SoftwareName = identifier,
            SoftwareVersion = ((string?)named?.Attribute("version") ?? (string?)component?.Attribute("version")).Said(128),
            OperatingSystems = ["macos"],
            Architectures = hosts is null ? null : [.. hosts.Select(host => host.Trim() switch { "x86_64" => "x64", "arm64" => "arm64", _ => "" }).Where(host => host.Length > 0).Distinct()],
            BuiltFor = ((string?)product?.Element("options")?.Attribute("hostArchitectures")).Said(64),
        };
    }

    private static XElement? Document(Source source, long heap, XElement[] files, string name)
    {
        var data = Array.Find(files, file => (string?)file.Element("name") == name)?.Element("data");
        if (data is null)
            return null;
        var part = source.Part(heap + Number(data, "offset"), Number(data, "length"));
        return Xml((string?)data.Element("encoding")?.Attribute("style") switch
        {
            "application/octet-stream" or null => part,
            "application/x-gzip" => new ZLibStream(part, CompressionMode.Decompress),
            var other => throw new InvalidDataException($"its file {name} is packed as '{other.Said(64)}', which cannot be unpacked here"),
        }, MostDocument);
    }

    private static long Number(XElement data, string name) =>
        long.TryParse((string?)data.Element(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue / 4
            ? number
            : throw new InvalidDataException("its table of contents is damaged");

    private static XElement Xml(Stream packed, int most)
    {
        try
        {
            using var reader = XmlReader.Create(new BoundedStream(packed, most), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = most });
            return Shallow.Load(reader);
        }
        catch (XmlException damage)
        {
            throw new InvalidDataException("it is a damaged macOS package", damage);
        }
    }
}
