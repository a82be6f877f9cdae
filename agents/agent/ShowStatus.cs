using Distribution.Agent.Connections;
using Distribution.Agent.Decisions;
using Distribution.Agent.Groups;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent;

/// <summary>What the agent of a data folder is doing, for the person in front of the computer.</summary>
internal static class ShowStatus
{
    public static int Print(AgentOptions options, TextWriter console)
    {
        var identity = Identity.Read(DataFolder.IdentityIn(options.Data));
        console.WriteLine($"Data folder   {options.Data}");
        console.WriteLine($"Agent         {(DataFolder.IsInUse(options.Data) ? "running" : "not running")}");
        console.WriteLine($"Computer      {(identity is null ? "not enrolled" : identity.ComputerId.ToString("D"))}");
        console.WriteLine($"Broker        {identity?.Broker.Address ?? "-"}");
        foreach (var request in GroupRequests.Read(DataFolder.GroupRequestsIn(options.Data)))
            console.WriteLine($"ID group      {request.Describe()}");
        if (!File.Exists(DataFolder.JournalIn(options.Data)))
            return 0;
        var state = Journal.Peek(DataFolder.JournalIn(options.Data));
        console.WriteLine($"Done so far   {state.Known.Count - state.Open.Count} execution(s)");
        console.WriteLine($"To be sent    {state.Reports.Count} report(s)");
        foreach (var execution in state.Open)
            console.WriteLine($"Open          {execution.Instruction.TaskName}: {Describe(execution)}");
        return 0;
    }

    private static string Describe(Execution execution) => execution switch
    {
        { CancelRequested: true } => "being cancelled",
        { Running: { } running } => $"action {running.Action} of {execution.Instruction.Actions.Count} ({execution.Action(running.Action).Name}) since {running.At:u}",
        { Transferred: false } when execution.Contents.Any() => "fetching its content",
        { HasBegun: false, Instruction.NotBefore: { } moment } when moment > DateTimeOffset.UtcNow => $"waiting until {moment:u}",
        _ when !Timing.HasCome(execution, isGoingDown: false) =>
            Timing.Of(execution) == InstallationTiming.AtShutdown ? "waiting for the computer's shutdown" : "waiting for the computer's next start",
        _ => "waiting for its turn",
    };
}
