using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Distribution.Packages.Content;

namespace Distribution.Packages.Reading;

/// <summary>Reads a .deb's control file: an ar archive holds a packed tar archive, which holds it.</summary>
internal static class DebianPackage
{
    // Lists of files and sums lie beside the control file; the largest packages of Debian have some megabytes of them.
    private const int MostUnpacked = 16 << 20, MostPacked = 8 << 20, MostControlBytes = 1 << 20;

    /// <exception cref="InvalidDataException">The file is not a Debian package, or a damaged one.</exception>
    public static ContentAttributes Read(Source source)
    {
        var fields = Fields(ReadControl(FindControl(source)));
        var name = fields.GetValueOrDefault("package").Said() ?? throw new InvalidDataException("its control file has no field Package");
        return new ContentAttributes
        {
            Format = ContentFormat.Deb,
            Name = name,
            SoftwareName = name,
            SoftwareVersion = fields.GetValueOrDefault("version").Said(128) ?? throw new InvalidDataException("its control file has no field Version"),
            Publisher = fields.GetValueOrDefault("maintainer").Said(),
            Description = fields.GetValueOrDefault("description").Said(2048),
            OperatingSystems = ["linux"],
            Architectures = Linux.Architectures(fields.GetValueOrDefault("architecture")),
            BuiltFor = fields.GetValueOrDefault("architecture").Said(32),
            Dependencies = [.. Requirements(fields.GetValueOrDefault("pre-depends")), .. Requirements(fields.GetValueOrDefault("depends"))],
        };
    }

    private static Stream FindControl(Source source)
    {
        if (Encoding.ASCII.GetString(source.Around(0, 8)) != "!<arch>\n")
            throw new InvalidDataException("it is not a Debian package");
        var at = 8L;
        for (var member = 0; at < source.Length && member < 16; member++)
        {
            var header = Encoding.ASCII.GetString(source.At(at, 60));
            var name = header[..16].TrimEnd(' ', '/');
            if ((member == 0) != (name == "debian-binary") || !header.EndsWith("`\n", StringComparison.Ordinal)
                || !long.TryParse(header.AsSpan(48, 10).TrimEnd(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                throw new InvalidDataException("it is not a Debian package");
            if (name.StartsWith("control.tar", StringComparison.Ordinal))
                return Unpack(name, source, at + 60, size);
            at += 60 + size + (size & 1);
        }

        throw new InvalidDataException("it is a Debian package without a control file");
    }

    private static Stream Unpack(string name, Source source, long at, long size) => name switch
    {
        "control.tar" => source.Part(at, size),
        "control.tar.gz" => new BoundedStream(new GZipStream(source.Part(at, size), CompressionMode.Decompress), MostUnpacked),
        "control.tar.xz" => new MemoryStream(Xz.Unpack(Packed(source, at, size), MostUnpacked), writable: false),
        "control.tar.zst" => new MemoryStream(Zstandard.Unpack(Packed(source, at, size), MostUnpacked), writable: false),
        _ => throw new InvalidDataException($"it holds a {name}, which cannot be unpacked here"),
    };

    private static byte[] Packed(Source source, long at, long size) => size <= MostPacked
        ? source.At(at, size)
        : throw new InvalidDataException($"its control archive has {size} bytes; at most {MostPacked} are read");

    private static string ReadControl(Stream tar)
    {
        try
        {
            using var reader = new TarReader(tar);
            for (var entries = 0; entries < 1000 && reader.GetNextEntry() is { } entry; entries++)
            {
                if (entry.Name is not ("./control" or "control") || entry.DataStream is not { } data)
                    continue;
                if (entry.Length > MostControlBytes)
                    throw new InvalidDataException($"its control file has {entry.Length} bytes; at most {MostControlBytes} are allowed");
                using var text = new StreamReader(data, Encoding.UTF8);
                return text.ReadToEnd();
            }
        }
        catch (Exception damage) when (damage is EndOfStreamException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException("it is a damaged Debian package", damage);
        }

        throw new InvalidDataException("it is a Debian package without a control file");
    }

    // A field's further lines begin with a space; of a description they are its long form, a lone dot being an empty line.
    private static Dictionary<string, string> Fields(string control)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? name = null;
        foreach (var line in control.Split('\n'))
        {
            if (line.Length > 0 && line[0] is ' ' or '\t')
            {
                if (name is not null && fields[name].Length < 8192)
                    fields[name] += " " + (line.Trim() == "." ? "" : line.Trim());
            }
            else if (line.IndexOf(':') is > 0 and var colon)
            {
                name = line[..colon];
                fields[name] = line[(colon + 1)..].Trim();
            }
        }

        return fields;
    }

    private static IEnumerable<string> Requirements(string? list) =>
        (list ?? "").Split(',').Select(one => one.Said()).OfType<string>().Take(500);
}

/// <summary>How Linux packages name processors.</summary>
internal static class Linux
{
    /// <summary>Where a package can be installed, in this platform's words; null is anywhere or unknown to it.</summary>
    public static IReadOnlyList<string>? Architectures(string? word) => word?.Trim() switch
    {
        "amd64" or "x86_64" => ["x64"],
        "i386" or "i486" or "i586" or "i686" => ["x86"],
        "arm64" or "aarch64" => ["arm64"],
        _ => null,
    };
}
