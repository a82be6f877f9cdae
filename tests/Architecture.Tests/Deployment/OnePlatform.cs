using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>Manifests, compose file, settings and code speak of the same programs, ports and names.</summary>
public sealed class OnePlatform
{
    [Fact]
    public void Every_program_is_deployed_everywhere_and_under_one_name()
    {
        Manifests.Names("k8s/base", "Deployment").ShouldBe(Manifests.Programs, ignoreOrder: true);
        Manifests.Names("k8s/base", "Service").ShouldBe(Manifests.Programs, ignoreOrder: true);
        Manifests.Names("k8s/base", "ServiceAccount").ShouldBe(Manifests.Programs, ignoreOrder: true);
        Manifests.Names("k8s/overlays/production", "HorizontalPodAutoscaler").ShouldBe(Manifests.Programs, ignoreOrder: true);
        Manifests.Names("k8s/overlays/production", "PodDisruptionBudget").ShouldBe(Manifests.Programs, ignoreOrder: true);
        Manifests.Programs.ShouldBeSubsetOf(((JsonObject)Manifests.Compose["services"]!).Select(service => service.Key));
        foreach (var program in Manifests.Programs)
        {
            var production = Repository.Read("k8s/overlays/production/kustomization.yaml");
            production.ShouldContain($"name: distribution/{program},");
            production.ShouldContain($"kind: Deployment, name: {program} }}");
        }
    }

    [Fact]
    public void Every_program_has_a_database_of_its_own_name_everywhere()
    {
        var databases = Manifests.Documents("k8s/components/postgres-operator");
        foreach (var service in Manifests.Programs)
        {
            Repository.Read("k8s/base/databases/databases.sh").ShouldContain(service);
            Repository.Read("k8s/compose/secrets.sh").ShouldContain(service);
            Repository.Read("k8s/overlays/development/make-secrets").ShouldContain(service);
            databases.ShouldContain(d => (string?)d["kind"] == "Database" && (string?)d["metadata"]!["name"] == service && (string?)d["spec"]!["owner"] == service);
            Manifests.Environment(service).ShouldContain(e =>
                (string?)e!["name"] == "ConnectionStrings__Database" && ((string?)e["value"])!.Contains($"Database={service};Username={service};", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Ports_are_the_images_own_everywhere()
    {
        var exposed = Regex.Match(Manifests.Dockerfile, @"^EXPOSE (\d+) (\d+)$", RegexOptions.Multiline);
        var (http, metrics) = (exposed.Groups[1].Value, exposed.Groups[2].Value);
        Manifests.Dockerfile.ShouldContain($"ASPNETCORE_HTTP_PORTS=\"{http};{metrics}\" OTEL_EXPORTER_PROMETHEUS_PORT={metrics}");
        Repository.Read("k8s/base/program.yaml").ShouldContain($"[{{ name: http, containerPort: {http} }}, {{ name: metrics, containerPort: {metrics} }}]");
        Repository.Read("k8s/base/program.yaml").ShouldContain($"prometheus.io/port: \"{metrics}\"");
        foreach (var program in Manifests.Programs)
            Repository.Read($"k8s/base/{program}.yaml").ShouldContain($"{{ name: http, port: {http}, targetPort: http }}, {{ name: metrics, port: {metrics}, targetPort: metrics }}");
        var compose = (JsonObject)Manifests.Compose["services"]!["gateway"]!["environment"]!;
        foreach (var setting in ((JsonObject)JsonNode.Parse(Repository.Read("gateway/proxy/appsettings.json"))!["Services"]!).Select(service => $"Services__{service.Key}"))
        {
            var address = (string?)compose[setting];
            address.ShouldNotBeNull($"{setting} is not set in docker-compose.yml");
            new Uri(address).Port.ToString(null, null).ShouldBe(http);
            Manifests.Services.ShouldContain(new Uri(address).Host);
            Manifests.Environment("gateway").ShouldContain(e => (string?)e!["name"] == setting && (string?)e["value"] == address);
        }
    }

    [Fact]
    public void Every_setting_that_a_deployment_makes_is_one_that_the_README_explains()
    {
        var table = string.Join('\n', Repository.Read("README.md").Split('\n').Where(line => line.StartsWith('|')));
        foreach (var setting in Manifests.Settings())
            table.ShouldContain(setting.StartsWith("Services__", StringComparison.Ordinal) || !setting.Contains("Bucket__", StringComparison.Ordinal) ? setting : setting[setting.LastIndexOf("__", StringComparison.Ordinal)..], customMessage: $"{setting} is not in README's table");
    }

    [Fact]
    public void The_broker_is_told_the_same_by_compose_and_by_its_operator()
    {
        var own = Lines(Repository.Read("k8s/base/broker/rabbitmq.conf"));
        var cluster = Manifests.Documents("k8s/components/rabbitmq-operator").Single(d => (string?)d["kind"] == "RabbitmqCluster");
        own.ShouldBeSubsetOf(Lines((string)cluster["spec"]!["rabbitmq"]!["additionalConfig"]!));
        var plugins = Regex.Matches(Repository.Read("k8s/base/broker/enabled_plugins"), "rabbitmq_[a-z_]+").Select(plugin => plugin.Value);
        plugins.ShouldBeSubsetOf(((JsonArray)cluster["spec"]!["rabbitmq"]!["additionalPlugins"]!).Select(plugin => (string)plugin!));
        var routes = Repository.Read("tests/Architecture.Tests/approved/routes.txt");
        foreach (var address in own.Where(line => line.StartsWith("auth_http.", StringComparison.Ordinal) && line.Contains("://", StringComparison.Ordinal)))
        {
            var uri = new Uri(address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
            uri.Host.ShouldBe("id-group-policy");
            routes.ShouldContain(uri.AbsolutePath);
        }
    }

    [Fact]
    public void Probes_ask_what_services_answer_and_the_images_version_is_the_builds()
    {
        var probes = Regex.Matches(Repository.Read("k8s/base/program.yaml"), "path: (/health/[a-z]+)").Select(match => match.Groups[1].Value).Distinct();
        var health = Repository.Read("services/shared/ServiceDefaults/Http/Health.cs");
        foreach (var path in probes)
            health.ShouldContain($"\"{path}\"");
        var version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        Manifests.Dockerfile.ShouldContain($"ARG VERSION={version}");
        Repository.Read("k8s/overlays/production/kustomization.yaml").ShouldContain($"newTag: {version}");
    }

    [Fact]
    public void No_secret_stands_in_a_file()
    {
        foreach (var (name, service) in (JsonObject)Manifests.Compose["services"]!)
        {
            foreach (var (setting, value) in service!["environment"] as JsonObject ?? [])
                $"{value}".ShouldNotMatch("(?i)password=|://[^/]+:[^/]+@|^[A-Za-z0-9+/]{40,}=$", $"{name} {setting}");
        }

        foreach (var file in Repository.Files("k8s", ".yaml"))
            Repository.Read(file).ShouldNotMatch(@"(?i)literals: \[[^\]]*password=[^\]]|stringData|kind: Secret\b", file);
    }

    [Fact]
    public void Programs_run_without_rights_and_write_nowhere_but_where_they_are_told()
    {
        var program = Repository.Read("k8s/base/program.yaml");
        program.ShouldContain("runAsNonRoot: true");
        program.ShouldContain("readOnlyRootFilesystem: true");
        program.ShouldContain("capabilities: { drop: [ALL] }");
        Repository.Read("k8s/base/namespace.yaml").ShouldContain("pod-security.kubernetes.io/enforce: restricted");
        foreach (var name in Manifests.Programs)
        {
            var service = Manifests.Compose["services"]![name]!;
            ((bool?)service["read_only"]).ShouldBe(true, name);
            ((string?)service["cap_drop"]![0]).ShouldBe("ALL", name);
            ((string?)service["healthcheck"]!["test"]![2]).ShouldBe("--health", name);
        }

        Manifests.Dockerfile.ShouldContain("USER 1654");
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];
}
