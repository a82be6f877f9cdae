using System.Text.RegularExpressions;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>Alerts and the dashboard ask for figures that there are, and each alert is explained to whoever it wakes.</summary>
public sealed partial class AlertRules
{
    private const string Folder = "k8s/monitoring";

    [Fact]
    public void Alerts_and_the_dashboard_ask_for_figures_that_the_code_tells()
    {
        var told = Repository.Files("services", ".cs").SelectMany(file => Named().Matches(Repository.Read(file)))
            .Select(match => match.Value.Trim('"').Replace('.', '_')).ToHashSet();

        foreach (var file in new[] { $"{Folder}/alerts.yaml", $"{Folder}/dashboard.json" })
        {
            var asked = Asked().Matches(Repository.Read(file)).Select(match => Suffix().Replace(match.Value, "")).Distinct().ToList();
            asked.Count.ShouldBeGreaterThan(5);
            asked.ShouldBeSubsetOf(told, file);
        }
    }

    [Fact]
    public void Every_alert_has_its_paragraph_in_the_runbook()
    {
        var runbook = Repository.Read("k8s/RUNBOOK.md");
        foreach (Match alert in Alert().Matches(Repository.Read($"{Folder}/alerts.yaml")))
            runbook.ShouldContain($"`{alert.Groups[1].Value}`");
    }

    [Fact]
    [Trait("Tier", "Monitoring")]
    public void Promtool_agrees_with_the_rules_and_their_tests()
    {
        var alerts = Path.Combine(Repository.Root, Folder);
        Manifests.Run("promtool", "check", "rules", Path.Combine(alerts, "alerts.yaml"));
        Manifests.Run("promtool", "test", "rules", Path.Combine(alerts, "alerts.test.yaml")).ShouldContain("SUCCESS");
    }

    [GeneratedRegex("\"(distribution|messaging)\\.[a-z._]+\"")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(distribution|messaging_client)_[a-z_]+(?=\{|\)|\[| )")]
    private static partial Regex Asked();

    [GeneratedRegex("_(seconds|total|bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("- alert: (\\w+)")]
    private static partial Regex Alert();
}
