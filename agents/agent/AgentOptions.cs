using System.Diagnostics.CodeAnalysis;

namespace Distribution.Agent;

/// <summary>What the command line says, with the environment behind it (DISTRIBUTION_SERVER for --server, and so on).</summary>
/// <param name="Root">A folder that stands for the whole system, or null for the computer itself.</param>
/// <param name="ContentAddress">A cache near by, asked for content before the gateway; null asks the gateway alone.</param>
internal sealed record AgentOptions(Uri? Server, string Data, string? EnrolmentKey, string? Root, string Name, Uri? ContentAddress = null)
{
    public const string Usage = """
        distribution-agent run --server URL [--content-address URL] [--data FOLDER] [--enrolment-key KEY] [--root FOLDER] [--name NAME]
        distribution-agent status [--data FOLDER]
        Each option may come from the environment instead: DISTRIBUTION_SERVER, DISTRIBUTION_CONTENT_ADDRESS, DISTRIBUTION_DATA, DISTRIBUTION_ENROLMENT_KEY,
        DISTRIBUTION_ROOT, DISTRIBUTION_NAME. The content address is a cache near by; the server is asked when it does not answer.
        """;

    private static readonly string[] names = ["server", "content-address", "data", "enrolment-key", "root", "name"];

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
        foreach (var name in new[] { "server", "content-address" })
        {
            if (values[name] is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
                return Wrong($"--{name} must be an http or https address, and is '{text}'.", out fault);
        }
        options = new(
            values["server"] is { } server ? new Uri(server) : null,
            Path.GetFullPath(values["data"] ?? DefaultData),
            values["enrolment-key"],
            values["root"] is { } root ? Path.GetFullPath(root) : null,
            values["name"] ?? Environment.MachineName,
            values["content-address"] is { } cache ? new Uri(cache) : null);
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
