using System.Globalization;
using System.Net;
using System.Text;
using Distribution.Reporting.TaskReports;

namespace Distribution.Reporting.Export;

/// <summary>Charts as SVG in the page itself: no script, no file beside it, and sharp on paper. Every figure stands beside its mark as text.</summary>
internal static class Charts
{
    private const int Width = 720;

    /// <summary>One bar of parts, and its legend below.</summary>
    public static string Parts(string title, IReadOnlyList<(string Name, long Count, string Colour)> parts)
    {
        var (all, x, legend, svg) = (parts.Sum(p => p.Count), 0.0, 0, new StringBuilder());
        foreach (var (name, count, colour) in parts.Where(p => p.Count > 0))
        {
            var width = count * (double)Width / all;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x='{x:0.##}' y='0' width='{width:0.##}' height='28' fill='{colour}'/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x='{legend % 4 * 180}' y='{44 + legend / 4 * 22}' width='12' height='12' fill='{colour}'/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x='{legend % 4 * 180 + 18}' y='{55 + legend / 4 * 22}'>{Text(name)} {count:N0}</text>");
            (x, legend) = (x + width, legend + 1);
        }

        return Svg(title, 60 + (legend + 3) / 4 * 22, svg);
    }

    /// <summary>How many had finished over time, and how many of them with an error.</summary>
    public static string Course(string title, IReadOnlyList<CoursePoint> points, long all)
    {
        const int Height = 180;
        if (points.Count == 0 || all == 0)
            return "<p>Nothing has finished yet.</p>";
        var (from, to) = (points[0].At.AddMinutes(-1), points[^1].At);
        string Line(Func<CoursePoint, long> count) => string.Join(' ', points.Prepend(new(from, 0, 0)).Select(p => string.Create(
            CultureInfo.InvariantCulture, $"{(p.At - from) / (to - from) * Width:0.#},{Height - count(p) * (double)Height / all:0.#}")));
        var svg = new StringBuilder($"<line x1='0' y1='{Height}' x2='{Width}' y2='{Height}' stroke='#999'/>");
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points='{Line(p => p.Finished)}' fill='none' stroke='#1f6f43' stroke-width='2'/>");
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points='{Line(p => p.Errors)}' fill='none' stroke='#b3261e' stroke-width='2'/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x='0' y='{Height + 18}'>{points[0].At:yyyy-MM-dd HH:mm} UTC</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x='{Width}' y='{Height + 18}' text-anchor='end'>{to:yyyy-MM-dd HH:mm} UTC: {points[^1].Finished:N0} of {all:N0} finished, {points[^1].Errors:N0} with errors</text>");
        return Svg(title, Height + 26, svg);
    }

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static string Svg(string title, int height, StringBuilder content) =>
        $"<svg viewBox='0 0 {Width} {height}' role='img' aria-label='{Text(title)}' xmlns='http://www.w3.org/2000/svg'><title>{Text(title)}</title>{content}</svg>";
}
