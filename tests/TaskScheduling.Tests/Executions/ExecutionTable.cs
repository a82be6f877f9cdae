using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

/// <summary>What every input decides in every state. A dot is nothing, an exclamation mark a refusal; what is joined by + is decided together.</summary>
internal static class ExecutionTable
{
    private const string Text = """
        state                 | Request   | Dispatch   | Hold | Unroutable  | Retry   | SendAgain  | Cancel                     | Silence  | Window   | Expiry   | Remove  | accepted | probing | probed | transferring    | relay               | transferred | waiting | began1 | began2 | ended1 | refused    | succeeded                             | failed     | timedOut
        Nothing               | Requested | .          | .    | .           | .       | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | .      | .          | .                                     | .          | .
        Requested             | .         | Dispatched | Held | .           | .       | .          | Cancelled                  | .        | .        | Expired  | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | .      | .      | .          | .                                     | .          | .
        Held                  | .         | Dispatched | .    | .           | .       | .          | Cancelled                  | .        | .        | Expired  | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | .      | .      | .          | .                                     | .          | .
        Dispatched            | .         | .          | .    | Unreachable | !       | .          | CancelRequested            | .        | StoodBy  | Expired  | Removed | Accepted | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        DispatchedCancelAsked | .         | .          | .    | Cancelled   | !       | .          | .                          | .        | .        | Expired  | Removed | Accepted | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Unreachable           | .         | .          | .    | .           | Retried | Dispatched | Cancelled                  | Resumed  | Resumed  | Expired  | Removed | Accepted | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Waiting               | .         | .          | .    | .           | Retried | Dispatched | Cancelled                  | .        | .        | Expired  | Removed | Accepted | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        StandingBy            | .         | .          | .    | .           | Retried | .          | CancelRequested            | .        | .        | Expired  | Removed | Accepted | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Resumed               | .         | Dispatched | Held | .           | .       | .          | Cancelled                  | .        | .        | Expired  | Removed | Accepted | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Accepted              | .         | .          | .    | .           | !       | .          | CancelRequested            | TimedOut | TimedOut | Expired  | Removed | .        | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Probing               | .         | .          | .    | .           | !       | .          | CancelRequested            | TimedOut | TimedOut | Expired  | Removed | .        | .       | Probed | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Transferring          | .         | .          | .    | .           | !       | .          | CancelRequested            | TimedOut | TimedOut | Expired  | Removed | .        | .       | .      | .               | ContentReachedRelay | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Transferred           | .         | .          | .    | .           | !       | .          | CancelRequested            | TimedOut | TimedOut | Expired  | Removed | .        | .       | .      | .               | .                   | .           | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        WaitingForWindow      | .         | .          | .    | .           | Retried | .          | CancelRequested            | .        | TimedOut | Expired  | Removed | .        | Probing | .      | TransferStarted | .                   | Transferred | Waited  | Begun  | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        Running               | .         | .          | .    | .           | !       | .          | CancelRequested            | TimedOut | TimedOut | TimedOut | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        RunningCancelAsked    | .         | .          | .    | .           | !       | .          | .                          | TimedOut | TimedOut | TimedOut | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | Begun  | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        RetryPlanned          | .         | .          | .    | .           | Retried | .          | Cancelled                  | Retried  | Retried  | Expired  | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        RetryPlannedBySilence | .         | .          | .    | .           | Retried | .          | AttemptWithdrawn+Cancelled | Retried  | Retried  | Expired  | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | Cancelled  | Succeeded                             | LateResult | LateResult
        RetriedAfterSilence   | .         | Dispatched | Held | .           | .       | .          | Cancelled                  | .        | .        | Expired  | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | .      | .      | LateResult | LateResult+Succeeded                  | LateResult | LateResult
        RunningAgain          | .         | .          | .    | .           | !       | .          | CancelRequested            | TimedOut | TimedOut | TimedOut | Removed | .        | .       | .      | .               | .                   | .           | .       | .      | .      | .      | LateResult | LateResult+AttemptWithdrawn+Succeeded | LateResult | LateResult
        Succeeded             | .         | .          | .    | .           | !       | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        Failed                | .         | .          | .    | .           | Retried | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        Skipped               | .         | .          | .    | .           | Retried | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        TimedOutBySilence     | .         | .          | .    | .           | Retried | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | Cancelled  | Succeeded                             | Failed     | .
        TimedOutBySelf        | .         | .          | .    | .           | Retried | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        ExpiredByClock        | .         | .          | .    | .           | !       | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | Cancelled  | Succeeded                             | Failed     | TimedOut
        ExpiredBySelf         | .         | .          | .    | .           | !       | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        Cancelled             | .         | .          | .    | .           | !       | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
        Removed               | .         | .          | .    | .           | !       | .          | .                          | .        | .        | .        | .       | .        | .       | .      | .               | .                   | .           | .       | .      | .      | Ended  | .          | .                                     | .          | .
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
        .Replace("Action", "", StringComparison.Ordinal).Replace("Recorded", "", StringComparison.Ordinal);

    public static Execution? Fold(IEnumerable<object> events) => events.Aggregate((Execution?)null, Execution.Evolve);
}
