using System.Text.Json;

namespace Distribution.Cli.Tasks;

/// <summary>What the report says about a task as a whole, read for a script: is it over, and was everything well?</summary>
internal static class TaskProgress
{
    /// <summary>Ended on every destination, those included that had to be asked first.</summary>
    public static bool IsOver(JsonElement report) => report.Text("state") is "Completed" or "CompletedWithErrors" or "Cancelled";

    public static bool HasErrors(JsonElement report) =>
        report.Number("counts.failed") + report.Number("counts.timedOut") + report.Number("counts.expired") + report.Number("counts.cancelled") > 0
        || report.Text("state") == "Cancelled";

    public static int ExitCodeOf(JsonElement report) => (IsOver(report), HasErrors(report)) switch
    {
        (true, false) => ExitCode.Succeeded,
        (true, true) => ExitCode.SomeErrors,
        (false, false) => ExitCode.Running,
        (false, true) => ExitCode.RunningWithErrors,
    };
}
