using System.Text.Json;

namespace Distribution.Cli.Tasks;

/// <summary>For files and pipes: one line whenever a computer's state changes, as JSON or as text.</summary>
internal sealed class ChangedLines(Session session)
{
    private readonly Dictionary<string, string> _seen = [];
    private string _state = "";

    public void Show(JsonElement report, List<JsonElement> computers)
    {
        foreach (var computer in computers)
        {
            var now = $"{computer.Text("state")} {computer.Text("attempt")} {computer.Text("progress")}";
            if (_seen.TryGetValue(computer.Text("computerId"), out var before) && before == now)
                continue;
            _seen[computer.Text("computerId")] = now;
            session.Raw.WriteLine(session.Json
                ? computer.GetRawText()
                : $"{DateTime.Now:HH:mm:ss} {TaskTable.Name(computer)}: {computer.Text("state")} {computer.Text("progress")} % {TaskTable.Last(computer)}".TrimEnd());
        }

        if (_state == report.Text("state"))
            return;
        _state = report.Text("state");
        session.Raw.WriteLine(session.Json
            ? report.GetRawText()
            : $"{DateTime.Now:HH:mm:ss} {report.Text("name")}: {_state}, {report.Text("finished")} of {report.Text("computers")} finished, {report.Text("failed")} failed");
    }
}
