using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>Whether the moment has come for which an attempt's installation was put off: a start or the end of the computer (domain 3.3).</summary>
internal static class Timing
{
    /// <summary>What the user chooses himself begins when he says so, whatever the timing.</summary>
    public static InstallationTiming Of(Execution execution) => execution.Instruction.Parameters is { Offer: not true, Running.Timing: { } timing }
        ? timing
        : InstallationTiming.AtOnce;

    /// <summary>
    /// What a computer could not do while it went down, the power failed for one, it does at its next start. What has begun goes on whatever
    /// the timing was; but while the computer goes down, only what waits for that runs: anything else would be cut off in the middle.
    /// </summary>
    public static bool HasCome(Execution execution, bool isGoingDown) => Of(execution) switch
    {
        InstallationTiming.AtShutdown => isGoingDown || execution.HasBegun || execution.SawStartUp,
        _ when isGoingDown => false,
        InstallationTiming.AtNextStartUp => execution.HasBegun || execution.SawStartUp,
        _ => true,
    };

    /// <summary>Whether the computer's end should wait, because what waited for it runs or is about to.</summary>
    public static bool HoldsUpShutdown(JournalState state, DateTimeOffset now, string bootId, Surroundings around) =>
        around.IsGoingDown && NextRun.Of(state, now, bootId, around) switch
        {
            Begin begin => Of(begin.Execution) == InstallationTiming.AtShutdown,
            CarryOn on => Of(on.Execution) == InstallationTiming.AtShutdown,
            Finish(var verdict) => state.Find(verdict.Id) is { } execution && Of(execution) == InstallationTiming.AtShutdown,
            _ => false,
        };
}
