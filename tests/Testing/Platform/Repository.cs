namespace Distribution.Testing.Platform;

/// <summary>Where the project lies on this machine, and where the programs lie that it built.</summary>
public static class Repository
{
    /// <summary>The folder of Distribution.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program of a project, built in the same configuration as the one that asks.</summary>
    /// <param name="project">The project's folder from the root, services/packages for one.</param>
    /// <param name="assembly">The program's assembly name.</param>
    public static string Program(string project, string assembly)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, assembly + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built: dotnet build {project}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Distribution.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"There is no Distribution.sln above {AppContext.BaseDirectory}.");
    }
}
