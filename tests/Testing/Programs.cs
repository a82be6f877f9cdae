namespace Distribution.Testing;

/// <summary>Finds the servers' programs where the systems' packages put them.</summary>
internal static class Programs
{
    /// <summary>A program of the newest installed PostgreSQL.</summary>
    public static string Postgres(string name) =>
        Newest("/usr/lib/postgresql", "*", "bin", name)
        ?? InPath(name)
        ?? throw new InvalidOperationException(
            $"PostgreSQL's program '{name}' is not on this machine. Install it: apt-get install postgresql (or: brew install postgresql).");

    /// <summary>
    /// A script of the newest installed RabbitMQ. Debian's wrappers in the path insist on the system's own user, so the
    /// release's scripts are used.
    /// </summary>
    public static string RabbitMq(string name) =>
        Newest("/usr/lib/rabbitmq/lib", "rabbitmq_server-*", "sbin", name)
        ?? InPath(name)
        ?? throw new InvalidOperationException(
            $"RabbitMQ's program '{name}' is not on this machine. Install it: apt-get install rabbitmq-server (or: brew install rabbitmq).");

    /// <summary>Erlang's port mapper; every private node has one of its own.</summary>
    public static string Epmd() =>
        InPath("epmd")
        ?? Newest("/usr/lib/erlang", "erts-*", "bin", "epmd")
        ?? throw new InvalidOperationException("Erlang's program 'epmd' is not on this machine. Install it: apt-get install rabbitmq-server.");

    /// <summary>The branch office's cache.</summary>
    public static string Nginx() =>
        InPath("nginx") ?? throw new InvalidOperationException("nginx is not on this machine. Install it: apt-get install nginx-light (or: brew install nginx).");

    /// <summary>A program in the path, or null.</summary>
    public static string? InPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static string? Newest(string root, string versions, string below, string name) =>
        Directory.Exists(root)
            ? Directory.GetDirectories(root, versions)
                .Select(folder => (Folder: folder, Version: VersionIn(Path.GetFileName(folder))))
                .OrderByDescending(found => found.Version)
                .Select(found => Path.Combine(found.Folder, below, name))
                .FirstOrDefault(File.Exists)
            : null;

    private static Version VersionIn(string folder)
    {
        var digits = folder[(folder.LastIndexOf('-') + 1)..];
        return Version.TryParse(digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0", out var version) ? version : new Version(0, 0);
    }
}
