using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace Distribution.ServiceDefaults;

/// <summary>Names, types and lines as OpenTelemetry maps them to Prometheus' text format.</summary>
internal static class PrometheusText
{
    private static readonly Dictionary<string, string> Units = new()
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["1"] = "ratio", ["%"] = "percent",
    };

    public static bool IsKnown(Metric metric) => metric.MetricType != MetricType.ExponentialHistogram;

    public static string TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.Histogram => "histogram",
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        _ => "gauge",
    };

    /// <summary>distribution.queue.messages of {message} is distribution_queue_messages; http.server.request.duration of s ends in _seconds; counters in _total.</summary>
    public static string NameOf(Metric metric)
    {
        var name = Clean(metric.Name);
        if (Units.TryGetValue(metric.Unit ?? "", out var unit) && !name.EndsWith($"_{unit}", StringComparison.Ordinal) && (unit != "ratio" || TypeOf(metric) == "gauge"))
            name += $"_{unit}";
        return TypeOf(metric) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    public static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static void Write(StringBuilder text, string name, Metric metric, HashSet<string> written)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(metric, point);
            // Two hosts in one process may have a meter of the same name; a series stands once.
            if (!written.Add(labels))
                continue;
            switch (metric.MetricType)
            {
                case MetricType.Histogram: WriteHistogram(text, name, labels, point); break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: Line(text, name, labels, point.GetSumLong()); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: Line(text, name, labels, point.GetSumDouble()); break;
                case MetricType.LongGauge: Line(text, name, labels, point.GetGaugeLastValueLong()); break;
                default: Line(text, name, labels, point.GetGaugeLastValueDouble()); break;
            }
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        var sum = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            sum += bucket.BucketCount;
            Line(text, $"{name}_bucket", $"{labels},le=\"{Number(bucket.ExplicitBound)}\"", sum);
        }

        Line(text, $"{name}_sum", labels, point.GetHistogramSum());
        Line(text, $"{name}_count", labels, point.GetHistogramCount());
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {Number(value)}\n");

    private static string Labels(Metric metric, in MetricPoint point)
    {
        var labels = new StringBuilder($"otel_scope_name=\"{Value(metric.MeterName)}\"");
        var names = new HashSet<string> { "otel_scope_name", "le" };
        foreach (var tag in point.Tags)
        {
            if (names.Add(Clean(tag.Key)))
                labels.Append(CultureInfo.InvariantCulture, $",{Clean(tag.Key)}=\"{Value(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")}\"");
        }

        return labels.ToString();
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Value(string text) => Escaped(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Clean(string name)
    {
        var clean = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_')]);
        return char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }
}
