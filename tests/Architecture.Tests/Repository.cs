using System.Xml.Linq;

namespace Distribution.Architecture.Tests;

/// <summary>The tree of this repository as text.</summary>
internal static class Repository
{
    private static readonly string[] Passed = ["bin", "obj", "node_modules", ".git"];

    /// <summary>The folder that holds Distribution.sln.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Files below a folder with an ending, as paths from the root with '/'.</summary>
    public static IEnumerable<string> Files(string folder, string ending) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), $"*{ending}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(Passed.Contains))
            .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>What a project asks for: package names, and the projects' folders from the root.</summary>
    public static (string[] Packages, string[] Projects) References(string project)
    {
        var items = XDocument.Parse(Read(project)).Descendants().ToList();
        var folder = Path.GetDirectoryName(Path.Combine(Root, project))!;
        return (
            [.. items.Where(i => i.Name.LocalName == "PackageReference").Select(i => (string)i.Attribute("Include")!)],
            [.. items.Where(i => i.Name.LocalName == "ProjectReference").Select(i => Path.GetRelativePath(
                Root, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, (string)i.Attribute("Include")!)))!).Replace('\\', '/'))]);
    }

    // Not from [CallerFilePath]: a build server's deterministic build replaces the folder there by '/_'.
    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Distribution.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
