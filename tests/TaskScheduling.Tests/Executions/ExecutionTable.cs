using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

/// <summary>What every input decides in every state. A dot is nothing, an exclamation mark a refusal.</summary>
internal static class ExecutionTable
{
    private const string Text = """
        state                 | Request   | Dispatch   | Unroutable  | Retry   | SendAgain  | Cancel          | Silence  | Expiry  | Remove  | accepted | transferring    | transferred | began1 | began2 | ended1 | refused   | succeeded | failed | timedOut
        Nothing               | Requested | .          | .           | .       | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | .      | .         | .         | .      | .
        Requested             | .         | Dispatched | .           | .       | .          | Cancelled       | .        | Expired | Removed | .        | .               | .           | .      | .      | .      | .         | .         | .      | .
        Dispatched            | .         | .          | Unreachable | !       | .          | CancelRequested | .        | Expired | Removed | Accepted | TransferStarted | Transferred | Begun  | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        DispatchedCancelAsked | .         | .          | Cancelled   | !       | .          | .               | .        | Expired | Removed | Accepted | TransferStarted | Transferred | Begun  | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        Waiting               | .         | .          | .           | Retried | Dispatched | Cancelled       | .        | Expired | Removed | Accepted | TransferStarted | Transferred | Begun  | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        Accepted              | .         | .          | .           | !       | .          | CancelRequested | TimedOut | Expired | Removed | .        | TransferStarted | Transferred | Begun  | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        Transferring          | .         | .          | .           | !       | .          | CancelRequested | TimedOut | Expired | Removed | .        | .               | Transferred | Begun  | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        Transferred           | .         | .          | .           | !       | .          | CancelRequested | TimedOut | Expired | Removed | .        | .               | .           | Begun  | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        Running               | .         | .          | .           | !       | .          | CancelRequested | TimedOut | TimedOut| Removed | .        | .               | .           | .      | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        RunningCancelAsked    | .         | .          | .           | !       | .          | .               | TimedOut | TimedOut| Removed | .        | .               | .           | .      | Begun  | Ended  | Cancelled | Succeeded | Failed | TimedOut
        Succeeded             | .         | .          | .           | !       | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        Failed                | .         | .          | .           | Retried | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        Skipped               | .         | .          | .           | Retried | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        TimedOutBySilence     | .         | .          | .           | Retried | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | Cancelled | Succeeded | Failed | .
        TimedOutBySelf        | .         | .          | .           | Retried | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        ExpiredByClock        | .         | .          | .           | !       | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | Cancelled | Succeeded | Failed | TimedOut
        ExpiredBySelf         | .         | .          | .           | !       | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        Cancelled             | .         | .          | .           | !       | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        Removed               | .         | .          | .           | !       | .          | .               | .        | .       | .       | .        | .               | .           | .      | .      | Ended  | .         | .         | .      | .
        """;

    private static readonly string[][] Cells =
        [.. Text.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    public static IReadOnlyList<string> Inputs { get; } = Cells[0][1..];

    public static IReadOnlyList<string> States { get; } = [.. Cells[1..].Select(row => row[0])];

    public static TheoryData<string, string, string> All()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var row in Cells[1..])
        {
            for (var column = 1; column < row.Length; column++)
                all.Add(row[0], Cells[0][column], row[column]);
        }

        return all;
    }

    /// <summary>An event as the table names it.</summary>
    public static string NameOf(object decided) => decided.GetType().Name.Replace("Execution", "", StringComparison.Ordinal)
        .Replace("Action", "", StringComparison.Ordinal);

    public static Execution? Fold(IEnumerable<object> events) => events.Aggregate((Execution?)null, Execution.Evolve);
}
