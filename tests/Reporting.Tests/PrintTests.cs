using System.Xml.Linq;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Export;
using Distribution.Reporting.TaskReports;

namespace Distribution.Reporting.Tests;

public sealed class PrintTests
{
    private static readonly DateTimeOffset _noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_printed_report_fetches_nothing_runs_nothing_and_shows_names_as_they_are()
    {
        var counts = new ExecutionCounts(0, 0, 0, 0, 0, 1, 0, 5, 2, 1, 1, 0, 0, 0);
        var task = new TaskReport(
            Guid.NewGuid(), "<script>alert(1)</script>", TaskKind.Distribution, TaskClass.Administrator, TaskProgress.Running, counts.Computers, counts.Finished, counts.Errors,
            counts, [], [], _noon, null, null, _noon, null, null, null, null);
        var page = PrintTaskReport.Page(
            task,
            new([new(1, counts)], [new(ExecutionState.Failed, ErrorClass.BadExitCode, 1603, 2)], [new(_noon, 5, 1), new(_noon.AddMinutes(9), 9, 3)], [new(Guid.NewGuid(), "pc-1", ExecutionState.Succeeded, 90)]),
            [new("pc-2", Guid.NewGuid(), ExecutionState.Failed, "exit code 1603 & more", "BadExitCode", 1603, _noon)], _noon);

        page.ShouldNotContain("<script");
        page.ShouldContain("&lt;script&gt;alert(1)");
        page.ShouldNotContain("href=");
        page.ShouldContain("9 of 10 finished, 3 with errors");
        foreach (var svg in page.Split("<svg").Skip(1).Select(part => $"<svg{part.Split("</svg>")[0]}</svg>"))
            XDocument.Parse(svg).Root!.Attribute("aria-label").ShouldNotBeNull();
        page.Split("<svg").Length.ShouldBe(3);
        page.ShouldContain("exit code 1603 &amp; more");
    }
}
