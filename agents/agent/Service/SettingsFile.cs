namespace Distribution.Agent.Service;

/// <summary>Settings in a file, for service managers that give a service no environment of its own; the environment goes before it.</summary>
internal static class SettingsFile
{
    public const string Option = "--settings";

    /// <summary>The arguments without the file, and the settings with it.</summary>
    public static (string[] Arguments, Func<string, string?> Settings) Behind(string[] arguments, Func<string, string?> environment)
    {
        var at = Array.IndexOf(arguments, Option);
        if (at < 0 || at + 1 == arguments.Length)
            return (arguments, environment);
        var path = arguments[at + 1];
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var values = lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim());
        return ([.. arguments[..at], .. arguments[(at + 2)..]], name => environment(name) ?? values[name].FirstOrDefault());
    }
}
