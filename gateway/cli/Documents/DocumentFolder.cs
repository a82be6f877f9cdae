namespace Distribution.Cli.Documents;

/// <summary>The documents below a folder. Whatever lies in a folder named files is content and no document.</summary>
internal static class DocumentFolder
{
    public const string Files = "files";

    private static readonly string[] _extensions = [".yaml", ".yml", ".json"];

    /// <summary>Every document, by path, and what is wrong with those that cannot be read.</summary>
    public static (List<PackageDocument> Good, List<(string File, string Problem)> Broken) Read(string folder)
    {
        List<PackageDocument> good = [];
        List<(string, string)> broken = [];
        Dictionary<Guid, string> seen = [];
        foreach (var path in Paths(new DirectoryInfo(folder)))
        {
            var file = Path.GetRelativePath(folder, path);
            try
            {
                var document = new PackageDocument(file, Path.GetDirectoryName(path)!, DocumentText.Parse(File.ReadAllText(path)));
                if (!seen.TryAdd(document.Id, file))
                    throw new DocumentException($"id: '{document.Id}' is {seen[document.Id]}'s already; each document is a package of its own");
                good.Add(document);
            }
            catch (Exception wrong) when (wrong is DocumentException or IOException or UnauthorizedAccessException)
            {
                broken.Add((file, wrong.Message));
            }
        }
        return (good, broken);
    }

    private static IEnumerable<string> Paths(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(file => _extensions.Contains(file.Extension.ToLowerInvariant()))
        .Select(file => file.FullName)
        .Concat(folder.EnumerateDirectories().Where(inner => inner.Name != Files && inner.Name[0] != '.').SelectMany(Paths))
        .Order(StringComparer.Ordinal);
}
