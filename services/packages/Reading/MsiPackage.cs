namespace Distribution.Packages.Reading;

/// <summary>Reads a Windows Installer database: the product from its Property table, the processor from its summary.</summary>
internal static class MsiPackage
{
    private const int Template = 7, Comments = 6;

    /// <exception cref="InvalidDataException">It is no MSI, or a damaged one.</exception>
    public static ContentAttributes Read(Source source)
    {
        var file = new CompoundFile(source);
        var properties = new MsiDatabase(file).Properties;
        var summary = new SummaryInformation(file.Find("\u0005SummaryInformation") ?? []);
        var (platform, languages) = Split(summary.Text(Template));
        var name = properties.GetValueOrDefault("ProductName").Said();
        return new ContentAttributes
        {
            Format = ContentFormat.Msi,
            Name = name,
            SoftwareName = name,
            SoftwareVersion = properties.GetValueOrDefault("ProductVersion").Said(128),
            Publisher = properties.GetValueOrDefault("Manufacturer").Said(),
            Description = (properties.GetValueOrDefault("ARPCOMMENTS") ?? summary.Text(Comments)).Said(2048),
            ProductCode = Code(properties.GetValueOrDefault("ProductCode")),
            UpgradeCode = Code(properties.GetValueOrDefault("UpgradeCode")),
            Languages = languages is { Length: > 0 } ? languages : properties.GetValueOrDefault("ProductLanguage").Said() is { } one ? [one] : null,
            OperatingSystems = ["windows"],
            Architectures = platform switch { "x64" => ["x64"], "arm64" => ["arm64"], _ => null },
            BuiltFor = platform,
        };
    }

    // The code becomes part of a command on every computer, so nothing but a code may pass.
    private static string? Code(string? text) => Guid.TryParseExact(text, "B", out var code) ? code.ToString("B").ToUpperInvariant() : null;

    // 'x64;1033,1031': an empty platform is Intel's, 32 bit.
    private static (string? Platform, string[] Languages) Split(string? template)
    {
        if (template is null)
            return (null, []);
        var parts = template.Split(';', 2);
        var platform = parts[0].Split(',')[0].Trim().ToUpperInvariant() switch
        {
            "" or "INTEL" => "x86",
            "X64" or "AMD64" => "x64",
            "ARM64" => "arm64",
            var other => other.ToLowerInvariant().Said(32),
        };
        return (platform, parts.Length < 2 ? [] : [.. parts[1].Split(',').Select(one => one.Trim()).Where(one => one.Length is > 0 and <= 5 && one.All(char.IsAsciiDigit) && one != "0").Take(64)]);
    }
}

/// <summary>The texts of a compound file's summary (MS-OLEPS), by their numbers.</summary>
internal sealed class SummaryInformation
{
    private const int TextType = 30, MostProperties = 256;
    private readonly Dictionary<uint, string> _texts = [];

    public SummaryInformation(byte[] bytes)
    {
        if (bytes.Length < 48 || bytes.U16(0) != 0xfffe)
            return;
        long section = bytes.U32(44);
        var count = Math.Min(bytes.U32(section + 4), MostProperties);
        var encoding = System.Text.Encoding.Latin1;
        for (var i = 0; i < count; i++)
        {
            var id = bytes.U32(section + 8 + (8 * i));
            var at = section + bytes.U32(section + 12 + (8 * i));
            if (id == 1)
                encoding = MsiDatabase.EncodingOf(bytes.U16(at + 4));
            else if (bytes.U32(at) == TextType)
                _texts[id] = encoding.GetString(bytes.Of(at + 8, Math.Min(bytes.U32(at + 4), 4096))).TrimEnd('\0');
        }
    }

    /// <summary>A text, or null when it is not there.</summary>
    public string? Text(uint id) => _texts.GetValueOrDefault(id);
}
