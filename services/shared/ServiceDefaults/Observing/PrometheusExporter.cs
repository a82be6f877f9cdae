using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Distribution.ServiceDefaults;

/// <summary>The figures in Prometheus' text format, whenever somebody asks; the package that would do it cannot be had (platform).</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _one = new();
    private string _text = "";

    /// <summary>Given by the reader.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Everything as it is now; two who ask at once wait for each other.</summary>
    public string Scrape()
    {
        lock (_one)
        {
            _text = "";
            Collect?.Invoke(10_000);
            return _text;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        var metrics = new List<Metric>();
        foreach (var metric in batch)
            metrics.Add(metric);
        // One family stands together and is described once, whichever meters it comes from.
        foreach (var family in metrics.Where(PrometheusText.IsKnown).GroupBy(PrometheusText.NameOf))
        {
            var first = family.First();
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Key} {PrometheusText.Escaped(first.Description ?? "")}\n# TYPE {family.Key} {PrometheusText.TypeOf(first)}\n");
            var written = new HashSet<string>();
            foreach (var metric in family.Where(metric => PrometheusText.TypeOf(metric) == PrometheusText.TypeOf(first)))
                PrometheusText.Write(text, family.Key, metric, written);
        }

        _text = text.ToString();
        return ExportResult.Success;
    }
}
