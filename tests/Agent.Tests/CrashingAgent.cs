using Distribution.Agent.Actions;
using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Processes;
using Distribution.Agent.Protocol;
using Distribution.Agent.Transfers;
using Distribution.Agent.Work;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

/// <summary>An agent that dies at a chosen write of its journal and is started again on the same disk; its installers are real and live on.</summary>
internal sealed class CrashingAgent : IDisposable
{
    private readonly TemporaryFolder folder = new("crashes");
    private readonly List<Report> told = [];

    public CrashingAgent()
    {
        foreach (var path in new[] { Root, In("cache"), In("work") })
            Directory.CreateDirectory(path);
    }

    public string Root => In("root");

    /// <summary>Reports that the broker got, repeats included.</summary>
    public IReadOnlyList<Report> Told => told;

    /// <summary>Lives until the journal's write of that number, counted from this start; null lives until everything is done.</summary>
    /// <param name="instructions">What the broker still holds; it delivers them twice, and forgets those that were journalled.</param>
    /// <param name="before">Dies right before the write instead of right after it.</param>
    /// <returns>Whether it died.</returns>
    public async Task<bool> Live(List<ExecuteTask> instructions, int? dieAtWrite, bool before)
    {
        using var journal = Journal.Open(In("journal"), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var writes = 0;
        journal.AtWrite = isWritten =>
        {
            if (!isWritten)
                writes++;
            if (writes > dieAtWrite || (writes == dieAtWrite && isWritten != before))
                throw new InvalidTimeZoneException("dead");
        };
        var cache = new ContentCache(In("cache"), 1 << 20);
        var carryOut = new CarryOut(Supervision.ByOwnProgram(), cache, In("work"), Root, TimeProvider.System);
        Task[] loops =
        [
            new RunActions(journal, carryOut, cache, new("", _ => true), new(TimeProvider.System), TimeProvider.System, new AgentLog(null, TimeProvider.System)).Run(stop.Token),
            Deliver(journal, instructions),
            Publish(journal, stop.Token),
        ];
        var death = FirstDeath(loops);
        var died = await Task.WhenAny(AllDone(journal, instructions, stop.Token), death) == death;
        await stop.CancelAsync();
        foreach (var loop in loops)
            await loop.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return died;
    }

    public void Dispose() => folder.Dispose();

    private static async Task AllDone(Journal journal, List<ExecuteTask> instructions, CancellationToken stop) =>
        await journal.WaitUntil(state => instructions.Count == 0 && state.Open.IsEmpty && state.Reports.IsEmpty, stop);

    private static async Task FirstDeath(IEnumerable<Task> loops)
    {
        await foreach (var ended in Task.WhenEach(loops))
        {
            if (ended.IsFaulted)
                return;
        }
    }

    private static async Task Deliver(Journal journal, List<ExecuteTask> instructions)
    {
        await Task.Yield();
        foreach (var task in instructions.Concat(instructions.AsEnumerable().Reverse()).ToList())
        {
            journal.Decide(state => ReceiveInstruction.Decide(state, new Execute(task), Facts.Me, Trace.None, DateTimeOffset.UtcNow));
            instructions.Remove(task);
        }
    }

    private async Task Publish(Journal journal, CancellationToken stop)
    {
        await Task.Yield();
        while (true)
        {
            var state = journal.State;
            foreach (var report in state.Reports)
            {
                told.Add(report);
                journal.Decide(_ => [new ReportConfirmed(report.Id)]);
            }
            await journal.WaitForChange(journal.State.Reports.IsEmpty ? journal.State : state, TimeSpan.FromSeconds(30), stop);
        }
    }

    private string In(string path) => Path.Combine(folder.Path, path);
}
