using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>What the deployment's files say, in one place for the tests that hold them together.</summary>
internal static partial class Manifests
{
    private static readonly string[] Texts = ["docker-compose.yml", "k8s/compose/secrets.sh", "services/Dockerfile"];

    /// <summary>The services, as their folders are called.</summary>
    public static IReadOnlyList<string> Services { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "services")).Select(folder => Path.GetFileName(folder)!).Where(name => name != "shared").Order(StringComparer.Ordinal)];

    /// <summary>The services and the gateway.</summary>
    public static IReadOnlyList<string> Programs { get; } = [.. Services, "gateway"];

    public static JsonObject Compose { get; } = Yaml.Document(Repository.Read("docker-compose.yml"));

    public static string Dockerfile { get; } = Repository.Read("services/Dockerfile");

    /// <summary>Every document of the manifests below a folder, kustomizations and patches left out.</summary>
    public static IReadOnlyList<JsonObject> Documents(string folder) =>
        [.. Repository.Files(folder, ".yaml").SelectMany(file => Path.GetFileName(file) is "program.yaml" || file.Contains("/monitoring/", StringComparison.Ordinal) ? [] : Yaml.Documents(Repository.Read(file))).Where(document => document["kind"] is { } kind && (string?)kind is not ("Kustomization" or "Component"))];

    public static IEnumerable<string> Names(string folder, string kind) =>
        Documents(folder).Where(document => (string?)document["kind"] == kind).Select(document => (string)document["metadata"]!["name"]!);

    public static JsonObject Deployment(string name) =>
        Documents("k8s/base").Single(document => (string?)document["kind"] == "Deployment" && (string?)document["metadata"]!["name"] == name);

    /// <summary>The environment of a deployment's program.</summary>
    public static JsonArray Environment(string name) => (JsonArray)Deployment(name)["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!;

    /// <summary>Every setting that the deployment's files name: words with '__'.</summary>
    public static IEnumerable<string> Settings() =>
        Texts.Concat(Repository.Files("k8s", ".yaml"))
            .SelectMany(file => Setting().Matches(Repository.Read(file)).Select(match => match.Value)).Distinct().Order(StringComparer.Ordinal);

    /// <summary>An overlay as kubectl would apply it, its secrets made in a copy.</summary>
    public static IReadOnlyList<JsonObject> Kustomized(string overlay)
    {
        using var copy = new TemporaryFolder("k8s");
        Run("cp", "-r", Path.Combine(Repository.Root, "k8s"), copy.Path);
        var folder = Path.Combine(copy.Path, "k8s", "overlays", overlay);
        if (!File.Exists(Path.Combine(folder, "make-secrets")))
            return Yaml.Documents(Run("kubectl", "kustomize", folder));
        // What the terminal program would make: for the manifests' form any text does.
        foreach (var made in new[] { "root.pem", "tasks.pem", "computers.pem", "roots.json" })
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "secrets")).FullName, made), "text");
        Run("sh", Path.Combine(folder, "make-secrets"));
        return Yaml.Documents(Run("kubectl", "kustomize", folder));
    }

    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}{output}");
    }

    [GeneratedRegex("(?<![A-Za-z_])[A-Z][A-Za-z0-9]*(__[A-Z][A-Za-z0-9]*)+")]
    private static partial Regex Setting();
}
