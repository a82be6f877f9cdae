using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Distribution.Packages.Tests;

/// <summary>A process of its own: meters of several hosts in one process would be taken for one another's.</summary>
public sealed partial class MetricsTests(MetricsTests.Running running) : IClassFixture<MetricsTests.Running>
{
    [Fact]
    public async Task Figures_are_told_in_prometheus_own_format()
    {
        var service = running.Service;
        using var _ = await service.Client.GetAsync(new Uri("/packages", UriKind.Relative));

        var text = await Eventually.Holds(
            () => service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)),
            text => text.Contains("distribution_projection_lag{otel_scope_name=\"Distribution\",projection=\"EventPublisher\"} 0", StringComparison.Ordinal)
                && text.Contains("messaging_destination_name=\"packages-tasks-in-use_error\"} 0", StringComparison.Ordinal),
            "the figures of the database and of each of the broker's queues are told");

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
            Line().IsMatch(line).ShouldBeTrue(line);
        var series = lines.Where(line => line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ToList();
        series.Count.ShouldBe(series.Distinct().Count(), "a series stands once");
        text.ShouldContain("# TYPE http_server_request_duration_seconds histogram");
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        text.ShouldContain("# TYPE distribution_publisher_delay_seconds gauge");
    }

    [Fact]
    [Trait("Tier", "Monitoring")]
    public async Task Promtool_finds_nothing_wrong_with_them()
    {
        var service = running.Service;
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;

        await promtool.StandardInput.WriteAsync(await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        // What it dislikes of names is the runtime's own business; what does not parse is ours.
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("distribution_", StringComparison.Ordinal) || line.Contains("error", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        promtool.ExitCode.ShouldBeOneOf(0, 3);
    }

    [Fact]
    [Trait("Tier", "Monitoring")]
    public async Task A_real_prometheus_scrapes_them_and_answers_with_them()
    {
        using var folder = new TemporaryFolder("prometheus");
        var configuration = Path.Combine(folder.Path, "prometheus.yaml");
        await File.WriteAllTextAsync(
            configuration, $"global: {{ scrape_interval: 1s }}\nscrape_configs: [{{ job_name: distribution, static_configs: [{{ targets: ['{running.Service.Client.BaseAddress!.Authority}'] }}] }}]\n");
        var port = FreePort.Next();
        using var prometheus = OwnedProcess.Start(
            ["prometheus", $"--config.file={configuration}", $"--storage.tsdb.path={folder.Path}/data", $"--web.listen-address=127.0.0.1:{port}"], null, Path.Combine(folder.Path, "log"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        await Eventually.Holds(() => AskAsync(client, "up"), value => value == "1", "the scrape succeeds");
        await Eventually.Holds(() => AskAsync(client, "distribution_projection_lag{projection=\"EventPublisher\"}"), value => value is not null, "the publisher's lag is there");
    }

    private static async Task<string?> AskAsync(HttpClient client, string query)
    {
        try
        {
            var answer = JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative)));
            return (string?)((JsonArray)answer!["data"]!["result"]!).FirstOrDefault()?["value"]![1];
        }
        catch (HttpRequestException)
        {
            return null;                                // it starts still
        }
    }

    public sealed class Running : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new("metrics");

        public ServiceProcess Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Service = await ServiceProcess.StartAsync(
            typeof(Program).Assembly, ("Content:Folder", _folder.Path), ("Content:LinkKeys", ServiceUnderTest.LinkKey),
            ("ConnectionStrings:Database", await PrivatePostgres.CreateDatabaseAsync("metrics")), ("RabbitMq:Uri", (await PrivateRabbitMq.CreateVirtualHostAsync("metrics")).ToString()));

        public ValueTask DisposeAsync()
        {
            Service.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_][a-zA-Z0-9_]* .*|[a-z_][a-zA-Z0-9_]*\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\} (-?[0-9.]+(E[+-]?[0-9]+)?|NaN|[+-]Inf))$""")]
    private static partial Regex Line();
}
