using System.Diagnostics.CodeAnalysis;

namespace Distribution.Agent;

/// <summary>What the command line says, with the environment behind it (DISTRIBUTION_SERVER for --server, and so on).</summary>
/// <param name="Root">A folder that stands for the whole system, or null for the computer itself.</param>
internal sealed record AgentOptions(Uri? Server, string Data, string? EnrolmentKey, string? Root, string Name)
{
    public const string Usage = """
        distribution-agent run --server URL [--data FOLDER] [--enrolment-key KEY] [--root FOLDER] [--name NAME]
        distribution-agent status [--data FOLDER]
        Each option may come from the environment instead: DISTRIBUTION_SERVER, DISTRIBUTION_DATA, DISTRIBUTION_ENROLMENT_KEY, DISTRIBUTION_ROOT, DISTRIBUTION_NAME.
        """;

    private static readonly string[] names = ["server", "data", "enrolment-key", "root", "name"];

    /// <param name="fault">What is wrong with the arguments, in words.</param>
    public static bool TryParse(
        IReadOnlyList<string> arguments, Func<string, string?> environment, [NotNullWhen(true)] out AgentOptions? options, out string? fault)
    {
        options = null;
        var values = names.ToDictionary(name => name, name => environment($"DISTRIBUTION_{name.Replace('-', '_').ToUpperInvariant()}"));
        for (var i = 0; i < arguments.Count; i++)
        {
            var pair = arguments[i].Split('=', 2);
            var name = pair[0].StartsWith("--", StringComparison.Ordinal) ? pair[0][2..] : "";
            if (!values.ContainsKey(name))
                return Wrong($"'{arguments[i]}' is not an option.", out fault);
            if (pair.Length == 1 && i + 1 == arguments.Count)
                return Wrong($"--{name} needs a value.", out fault);
            values[name] = pair.Length == 2 ? pair[1] : arguments[++i];
        }
        if (values["server"] is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
            return Wrong($"--server must be an http or https address, and is '{text}'.", out fault);
        options = new(
            values["server"] is { } server ? new Uri(server) : null,
            Path.GetFullPath(values["data"] ?? DefaultData),
            values["enrolment-key"],
            values["root"] is { } root ? Path.GetFullPath(root) : null,
            values["name"] ?? Environment.MachineName);
        fault = null;
        return true;
    }

    private static string DefaultData => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "DistributionAgent")
        : "/var/lib/distribution-agent";

    private static bool Wrong(string what, out string? fault)
    {
        fault = what;
        return false;
    }
}
